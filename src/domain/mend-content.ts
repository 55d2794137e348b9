import {
  type ContentBlock,
  isText,
  isToolResult,
  isToolUse,
  mapBlocks,
  type Message,
  textBlock,
  type ToolResultBlock,
  type ToolUseBlock,
} from './message.js';

/** What the API takes as the id of a call. */
const CALL_ID = /^[A-Za-z0-9_-]+$/;
/** Longer names of tools are refused. */
const MAX_TOOL_NAME = 200;
/** Deeper values are left as they are. */
const MAX_DEPTH = 100;

/**
 * Puts right what the API would refuse in the content of one message, whatever
 * stands around it: empty texts, calls and results in the wrong role, calls that no
 * tool could have got, halves of UTF-16 pairs. Nothing that says anything is left out.
 *
 * @returns The very same message where there is nothing to put right.
 */
export function mendContent(message: Message): Message {
  const mended = mapBlocks(message, (block) => mendBlock(message, block));
  return mended.content.length === 0
    ? { ...message, content: [textBlock('(no content)')] }
    : mended;
}

function mendBlock({ role }: Message, block: ContentBlock): ContentBlock[] {
  const whole = toWellFormed(block, 0) as ContentBlock;
  switch (whole.type) {
    case 'text':
      if (!isText(whole)) return [asText('A text', whole)];
      return whole.text.trim() === '' ? [] : [whole];
    case 'tool_use':
      return [isUsableCall(whole) && role === 'assistant' ? whole : asText('A tool call', whole)];
    case 'tool_result':
      if (!isToolResult(whole) || role === 'assistant') return [asText('A tool result', whole)];
      return [mendResult(whole)];
    default:
      return [whole];
  }
}

function isUsableCall(block: ContentBlock): block is ToolUseBlock {
  return (
    isToolUse(block) &&
    CALL_ID.test(block.id) &&
    block.name !== '' &&
    block.name.length <= MAX_TOOL_NAME &&
    typeof block.input === 'object' &&
    block.input !== null &&
    !Array.isArray(block.input)
  );
}

/** A result holds text, or blocks none of which is an empty text. */
function mendResult(result: ToolResultBlock): ToolResultBlock {
  const { content } = result;
  if (content === undefined || typeof content === 'string') return result;
  if (!Array.isArray(content)) return { ...result, content: JSON.stringify(content) };
  const kept = content.filter((inner) => !isEmptyText(inner));
  return kept.length === content.length ? result : { ...result, content: kept };
}

function isEmptyText(inner: unknown): boolean {
  const { type, text } = (inner ?? {}) as { type?: unknown; text?: unknown };
  return type === 'text' && typeof text === 'string' && text.trim() === '';
}

function asText(what: string, block: ContentBlock): ContentBlock {
  return textBlock(`[${what} that cannot be used: ${JSON.stringify(block)}]`);
}

/** Half a UTF-16 pair, which a text that was cut in an emoji ends with, makes the API refuse it all. */
function toWellFormed(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    return /\p{Surrogate}/u.test(value) ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value;
  }
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => toWellFormed(item, depth + 1));
    return items.every((item, index) => item === value[index]) ? value : items;
  }
  const fields = Object.entries(value);
  const whole = fields.map(([name, field]) => [name, toWellFormed(field, depth + 1)] as const);
  const isSame = whole.every(([, field], index) => field === fields[index]?.[1]);
  return isSame ? value : Object.fromEntries(whole);
}
