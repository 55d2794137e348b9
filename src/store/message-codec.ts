import { isUtf8 } from 'node:buffer';
import type { Mended } from '../domain/journal-part.js';
import { type ContentBlock, type Message, textBlock } from '../domain/message.js';

/** Deeper JSON cannot be written again by every program; no message has it. */
const MAX_DEPTH = 1_000;
const BEGINNING_OF_TIME = new Date(0).toISOString();

export interface DecodedMessage {
  readonly message: Message;
  readonly mended: readonly Mended[];
}

/** A message as a journal holds it: one line, with its newline. The uuid comes first, so that `findMessages` knows it. */
export function encodeMessage(message: Message): string {
  const { uuid, parentUuid, timestamp, cwd, role, content, ...others } = message;
  return `${JSON.stringify({ uuid, parentUuid, timestamp, cwd, role, content, ...others })}\n`;
}

/**
 * Reads one line of a journal. Who speaks and what is said have to be there;
 * every other field of ours that is missing is taken from the message before it.
 *
 * @param offset - Where it stands in the file: stands in for a uuid that is lost.
 * @returns `undefined` when there is no message in it.
 */
export function decodeMessage(
  line: Buffer,
  before: Message | undefined,
  offset: number,
): DecodedMessage | undefined {
  const value = parseObject(line);
  if (value === undefined) return undefined;
  const { role } = value;
  const said = decodeContent(value['content']);
  if ((role !== 'user' && role !== 'assistant') || said === undefined) return undefined;

  const mended: Mended[] = isUtf8(line) ? [] : ['text'];
  const read = <T>(name: Mended, isWhole: (field: unknown) => field is T, fallback: T): T => {
    const field = value[name];
    if (isWhole(field)) return field;
    mended.push(name);
    return fallback;
  };
  if (!said.isWhole) mended.push('content');
  const fields = {
    uuid: read('uuid', isName, `line-${offset}`),
    parentUuid: read('parentUuid', isNameOrNull, before?.uuid ?? null),
    timestamp: read('timestamp', isTime, before?.timestamp ?? BEGINNING_OF_TIME),
    cwd: read('cwd', isPath, before?.cwd ?? '/'),
    content: said.content,
  };
  return { message: { ...value, ...fields, role }, mended };
}

function parseObject(line: Buffer): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(line.toString()) as unknown;
    return isObject(value) && !isDeeper(value, MAX_DEPTH) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A plain text is a form that the API takes as well: it becomes one block. */
function decodeContent(
  content: unknown,
): { content: readonly ContentBlock[]; isWhole: boolean } | undefined {
  if (typeof content === 'string') return { content: [textBlock(content)], isWhole: true };
  if (!Array.isArray(content)) return undefined;
  if (content.every(isBlock)) return { content, isWhole: true };
  const blocks = content.map((block: unknown) =>
    isBlock(block) ? block : textBlock(JSON.stringify(block)),
  );
  return { content: blocks, isWhole: false };
}

function isBlock(value: unknown): value is ContentBlock {
  return isObject(value) && typeof value['type'] === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isNameOrNull(value: unknown): value is string | null {
  return value === null || isName(value);
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('/');
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
