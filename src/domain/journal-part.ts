import type { Message } from './message.js';

/** What was not as it should be in a line that could be read all the same. */
export type Mended = 'uuid' | 'parentUuid' | 'timestamp' | 'cwd' | 'content' | 'text';

/** A stretch of a journal, by its bytes in the file: from the first to behind the last. */
export type JournalPart =
  | {
      readonly kind: 'message';
      readonly from: number;
      readonly to: number;
      readonly message: Message;
      /**
       * Fields that were missing or damaged and were put in; `text` where bytes that are no
       * UTF-8 became U+FFFD. Empty for a line that was whole.
       */
      readonly mended: readonly Mended[];
    }
  /** Bytes in which no message is. */
  | { readonly kind: 'lost'; readonly from: number; readonly to: number };

/** What a repair has found lost, or has changed, in the order of the conversation. */
export type JournalChange =
  /** Bytes of the file that could not be read. */
  | { readonly kind: 'lost-bytes'; readonly from: number; readonly to: number }
  | { readonly kind: 'mended'; readonly uuid: string; readonly fields: readonly Mended[] }
  /** The same message stood there twice. */
  | { readonly kind: 'duplicate-removed'; readonly uuid: string }
  /** Another message had this uuid already. */
  | { readonly kind: 'uuid-changed'; readonly uuid: string; readonly to: string }
  /** The message it followed is lost: it follows the one before it now. */
  | {
      readonly kind: 'relinked';
      readonly uuid: string;
      readonly parentUuid: string | null;
    }
  /** The conversation began with the assistant; `uuid` is the user message put before it. */
  | { readonly kind: 'beginning-lost'; readonly uuid: string }
  /** A tool was called and no result is there; `uuid` is the message put in with one that says so. */
  | {
      readonly kind: 'result-lost';
      readonly uuid: string;
      readonly toolUseId: string;
      readonly toolName: string;
    }
  /** A result without its call became text. */
  | { readonly kind: 'call-lost'; readonly uuid: string; readonly toolUseId: string }
  /** A second result for one call became text. */
  | { readonly kind: 'result-repeated'; readonly uuid: string; readonly toolUseId: string }
  /** Another call had this id already. */
  | {
      readonly kind: 'call-renamed';
      readonly uuid: string;
      readonly toolUseId: string;
      readonly to: string;
    }
  /** Blocks that the API would refuse became text, or were left out where they were empty. */
  | { readonly kind: 'content-changed'; readonly uuid: string };
