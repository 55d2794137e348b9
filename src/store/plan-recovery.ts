import type { JournalChange, JournalPart } from '../domain/journal-part.js';
import type { Message } from '../domain/message.js';
import { ConversationRepair } from '../domain/repair-conversation.js';
import { encodeMessage } from './message-codec.js';
import { readJournal } from './read-journal.js';

/** A piece of a recovered journal: bytes of the damaged one, taken over as they are, or a line that is new. */
export type Piece = { readonly from: number; readonly to: number } | { readonly line: string };

interface Place {
  readonly from: number;
  readonly to: number;
  /** Bytes before it are lost, if only a newline. */
  readonly isAfterLoss: boolean;
}

export interface RecoveryPlan {
  readonly changes: readonly JournalChange[];
  readonly pieces: readonly Piece[];
  /**
   * The only message that is missing, at the very end: the results of calls during which a crash
   * came. The journal is not damaged then, and nothing in it has to be replaced.
   */
  readonly appended: Message | undefined;
  readonly messages: number;
}

/**
 * Reads a journal and decides what it should hold, line by line: what is whole stays as it is,
 * byte for byte, fields and forms that are not known here included. Holds no more of it in
 * memory than what changes.
 */
export async function planRecovery(path: string): Promise<RecoveryPlan> {
  const repair = new ConversationRepair();
  const places = new Map<Message, Place>();
  const pieces: Piece[] = [];
  let messages = 0;
  let isAfterLoss = false;
  const settle = (settled: readonly Message[]): void => {
    for (const message of settled) addPiece(pieces, places.get(message), message);
    messages += settled.length;
    for (const message of settled) places.delete(message);
  };
  for await (const part of readJournal(path)) {
    const { from, to } = part;
    if (isWhole(part)) places.set(part.message, { from, to, isAfterLoss });
    isAfterLoss = part.kind === 'lost';
    settle(repair.take(part));
  }
  const isUndamaged = repair.changes.length === 0;
  const last = repair.finish();
  const added = last.at(-1);
  const isPlaced = (message: Message): boolean => places.has(message);
  // Every message that was read is among the last as it was, and one comes on top.
  const isOpenEnd =
    isUndamaged &&
    added !== undefined &&
    last.length === places.size + 1 &&
    last.slice(0, -1).every(isPlaced);
  settle(last);
  return { changes: repair.changes, pieces, appended: isOpenEnd ? added : undefined, messages };
}

function isWhole(part: JournalPart): part is Extract<JournalPart, { kind: 'message' }> {
  return part.kind === 'message' && part.mended.length === 0;
}

function addPiece(pieces: Piece[], place: Place | undefined, message: Message): void {
  if (place === undefined) {
    pieces.push({ line: encodeMessage(message) });
    return;
  }
  const last = pieces.at(-1);
  // Line after line becomes one stretch; its newlines are in it.
  const { from, to, isAfterLoss } = place;
  if (last !== undefined && 'to' in last && last.to + 1 === from && !isAfterLoss)
    pieces[pieces.length - 1] = { from: last.from, to };
  else pieces.push({ from, to });
}
