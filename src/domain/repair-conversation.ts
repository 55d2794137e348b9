import type { JournalChange, JournalPart } from './journal-part.js';
import { mendContent } from './mend-content.js';
import { type Message, textBlock } from './message.js';
import { pairCalls } from './pair-calls.js';

export interface RepairedConversation {
  readonly messages: readonly Message[];
  readonly changes: readonly JournalChange[];
}

/** As `ConversationRepair`, all at once. */
export function repairConversation(parts: Iterable<JournalPart>): RepairedConversation {
  const repair = new ConversationRepair();
  const messages = [...parts].flatMap((part) => repair.take(part));
  messages.push(...repair.finish());
  return { messages, changes: repair.changes };
}

/**
 * Makes of what could be read of a journal a conversation that the Messages API
 * accepts, once `mergeTurns` has made turns of it. Part after part, so that only
 * the last exchange has to be in memory.
 *
 * The order of the journal is the order of the conversation. No message is left
 * out but one that stands there twice; what needs no repair comes out as the
 * very object that went in. Two messages of one role in a row are no damage.
 */
export class ConversationRepair {
  readonly #changes: JournalChange[] = [];
  /** Every uuid so far, with the one that its message has now. */
  readonly #uuids = new Map<string, string>();
  readonly #callIds = new Set<string>();
  #last: Message | undefined;
  /** Messages of the assistant, and those of the user that follow them: not given out yet. */
  #calls: Message[] = [];
  #answers: Message[] = [];

  get changes(): readonly JournalChange[] {
    return this.#changes;
  }

  /** @returns The messages that are settled now. */
  take(part: JournalPart): Message[] {
    if (part.kind === 'lost') {
      this.#changes.push({ kind: 'lost-bytes', from: part.from, to: part.to });
      return [];
    }
    if (this.#isRepeated(part.message)) {
      this.#changes.push({ kind: 'duplicate-removed', uuid: part.message.uuid });
      return [];
    }
    const { mended } = part;
    const named = this.#name(this.#link(part.message));
    if (mended.length > 0) this.#changes.push({ kind: 'mended', uuid: named.uuid, fields: mended });
    const message = this.#mend(named);
    if (this.#last === undefined && message.role === 'assistant') return [this.#beginWith(message)];
    const settled = this.#beginsExchange(message) ? this.#settle() : [];
    this.#add(message);
    return settled;
  }

  /**
   * @returns The last messages. Where the conversation ends in calls, results that say they are
   *   lost come last: messages that no line of the journal holds.
   */
  finish(): Message[] {
    return this.#settle();
  }

  #beginsExchange(message: Message): boolean {
    return message.role === 'assistant' && this.#answers.length > 0;
  }

  /** An append that was tried again leaves the very same message right behind the first. */
  #isRepeated(message: Message): boolean {
    if (!this.#uuids.has(message.uuid)) return false;
    return [...this.#calls, ...this.#answers].some(
      (other) => other.uuid === message.uuid && sameSaid(other, message),
    );
  }

  #name(message: Message): Message {
    const { uuid } = message;
    const free = this.#freeUuid(uuid);
    this.#uuids.set(uuid, free).set(free, free);
    if (free === uuid) return message;
    this.#changes.push({ kind: 'uuid-changed', uuid, to: free });
    return { ...message, uuid: free };
  }

  #freeUuid(wanted: string): string {
    let free = wanted;
    for (let copy = 2; this.#uuids.has(free); copy += 1) free = `${wanted}-${copy}`;
    return free;
  }

  #link(message: Message): Message {
    const { uuid, parentUuid } = message;
    if (parentUuid === null) return message;
    const parent = this.#uuids.get(parentUuid);
    if (parent === parentUuid) return message;
    const linked = parent ?? this.#last?.uuid ?? null;
    this.#changes.push({ kind: 'relinked', uuid, parentUuid: linked });
    return { ...message, parentUuid: linked };
  }

  #mend(message: Message): Message {
    const mended = mendContent(message);
    if (mended !== message) this.#changes.push({ kind: 'content-changed', uuid: message.uuid });
    return mended;
  }

  #settle(): Message[] {
    const paired = pairCalls(this.#calls, this.#answers, {
      usedIds: this.#callIds,
      freeUuid: (wanted) => this.#reserve(wanted),
    });
    this.#changes.push(...paired.changes);
    this.#calls = [];
    this.#answers = [];
    return [...paired.messages];
  }

  #reserve(wanted: string): string {
    const free = this.#freeUuid(wanted);
    this.#uuids.set(free, free);
    return free;
  }

  /** A conversation begins with the user: where that is lost, a message that says so comes first. */
  #beginWith(first: Message): Message {
    const uuid = this.#reserve(`${first.uuid}-before`);
    this.#changes.push({ kind: 'beginning-lost', uuid });
    this.#add({ ...first, parentUuid: uuid });
    return {
      uuid,
      parentUuid: null,
      timestamp: first.timestamp,
      cwd: first.cwd,
      role: 'user',
      content: [textBlock('[The beginning of this conversation is lost.]')],
    };
  }

  #add(message: Message): void {
    (message.role === 'assistant' ? this.#calls : this.#answers).push(message);
    this.#last = message;
  }
}

function sameSaid(a: Message, b: Message): boolean {
  const said = ({ uuid, role, timestamp, content }: Message): string =>
    JSON.stringify([uuid, role, timestamp, content]);
  return said(a) === said(b);
}
