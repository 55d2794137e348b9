import type { JournalChange } from './journal-part.js';
import {
  type ContentBlock,
  isToolResult,
  isToolUse,
  mapBlocks,
  type Message,
  textBlock,
  type ToolResultBlock,
  type ToolUseBlock,
} from './message.js';

interface Names {
  /** Ids of all calls so far; those of this exchange are added. */
  readonly usedIds: Set<string>;
  /** A uuid like the wanted one that no message has; no later one gets it either. */
  readonly freeUuid: (wanted: string) => string;
}

interface Paired {
  readonly messages: readonly Message[];
  readonly changes: readonly JournalChange[];
}

/**
 * Sees to it that in one exchange every call of a tool has one result, and every
 * result its call: the API refuses the whole conversation otherwise. Results that are missing are
 * put in as errors that say so, in a message of their own; results without a call become text.
 *
 * @param calls - Messages of the assistant, one after the other; none at the very beginning.
 * @param answers - The user's messages up to the assistant's next one; none at the very end.
 */
export function pairCalls(
  calls: readonly Message[],
  answers: readonly Message[],
  { usedIds, freeUuid }: Names,
): Paired {
  const changes: JournalChange[] = [];
  /** The calls that wait for a result, by the id that the result names. */
  const waiting = new Map<string, string[]>();
  const called = calls.map((message) =>
    mapBlocks(message, (call) => {
      if (!isToolUse(call)) return call;
      const id = freeId(call.id, usedIds);
      usedIds.add(id);
      waiting.set(call.id, [...(waiting.get(call.id) ?? []), id]);
      if (id === call.id) return call;
      changes.push({ kind: 'call-renamed', uuid: message.uuid, toolUseId: call.id, to: id });
      return { ...call, id };
    }),
  );
  const answered = answers.map((message) =>
    mapBlocks(message, (result) => {
      if (!isToolResult(result)) return result;
      const toolUseId = result.tool_use_id;
      const id = waiting.get(toolUseId)?.shift();
      if (id === toolUseId) return result;
      if (id !== undefined) return { ...result, tool_use_id: id };
      const kind = waiting.has(toolUseId) ? 'result-repeated' : 'call-lost';
      changes.push({ kind, uuid: message.uuid, toolUseId });
      return resultAsText(result);
    }),
  );
  const lost = new Set([...waiting.values()].flat());
  const messages = insertResults(called, answered, lost, (after, missing) => {
    const uuid = freeUuid(`${after.uuid}-results`);
    for (const { id, name } of missing)
      changes.push({ kind: 'result-lost', uuid, toolUseId: id, toolName: name });
    return {
      uuid,
      parentUuid: after.uuid,
      timestamp: after.timestamp,
      cwd: after.cwd,
      role: 'user',
      content: missing.map(lostResult),
    };
  });
  return { messages, changes };
}

/**
 * The results go behind the calls of one answer of the model: where the assistant goes on to say
 * something, it has had them; else at the end of its turn.
 */
function insertResults(
  calls: readonly Message[],
  answers: readonly Message[],
  lost: ReadonlySet<string>,
  answer: (after: Message, missing: readonly ToolUseBlock[]) => Message,
): Message[] {
  const messages: Message[] = [];
  let open: ToolUseBlock[] = [];
  let inserted: { readonly message: Message; readonly after: Message } | undefined;
  const add = (message: Message): void => {
    const parentUuid =
      inserted?.after.uuid === message.parentUuid ? inserted.message.uuid : undefined;
    messages.push(parentUuid === undefined ? message : { ...message, parentUuid });
    inserted = undefined;
  };
  const insert = (): void => {
    const after = messages.at(-1);
    const missing = open.filter(({ id }) => lost.has(id));
    open = [];
    if (after === undefined || missing.length === 0) return;
    inserted = { message: answer(after, missing), after };
    messages.push(inserted.message);
  };

  for (const message of calls) {
    const goesOn = message.content[0]?.type !== 'tool_use';
    if (goesOn && open.every(({ id }) => lost.has(id))) insert();
    add(message);
    open.push(...message.content.filter(isToolUse));
  }
  insert();
  answers.forEach(add);
  return messages;
}

function freeId(wanted: string, used: ReadonlySet<string>): string {
  let free = wanted;
  for (let copy = 2; used.has(free); copy += 1) free = `${wanted}_${copy}`;
  return free;
}

function lostResult({ id }: ToolUseBlock): ToolResultBlock {
  return {
    type: 'tool_result',
    tool_use_id: id,
    is_error: true,
    content: 'The result of this call is lost. It may have run, in part or in full.',
  };
}

/** What it said stays: its text, and images and the like as blocks of their own. */
function resultAsText({ tool_use_id: id, content }: ToolResultBlock): ContentBlock[] {
  const heading = textBlock(`[Result of a call that is lost (${id}):]`);
  if (content === undefined) return [heading];
  if (typeof content === 'string')
    return content.trim() === '' ? [heading] : [heading, textBlock(content)];
  if (!Array.isArray(content)) return [heading, textBlock(JSON.stringify(content))];
  return [heading, ...content.map(toBlock)];
}

function toBlock(inner: unknown): ContentBlock {
  const { type, text } = (inner ?? {}) as { type?: unknown; text?: unknown };
  const isBlock = typeof type === 'string' && (type !== 'text' || typeof text === 'string');
  return isBlock ? (inner as ContentBlock) : textBlock(JSON.stringify(inner));
}
