export type Role = 'user' | 'assistant';

/**
 * A block of a message's content, as the Messages API of Anthropic has it:
 * text, tool_use, tool_result, thinking, image, or one that is not known here.
 * Every field is kept as it came.
 */
export interface ContentBlock {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface TextBlock extends ContentBlock {
  readonly type: 'text';
  readonly text: string;
}

export interface ToolUseBlock extends ContentBlock {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export interface ToolResultBlock extends ContentBlock {
  readonly type: 'tool_result';
  readonly tool_use_id: string;
  readonly content?: unknown;
  readonly is_error?: boolean;
}

/** One line of a journal. Fields that are not named here are kept as they came. */
export interface Message {
  readonly uuid: string;
  /** The message that this one follows; `null` for the first. */
  readonly parentUuid: string | null;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  /** Where the session was when it was written. */
  readonly cwd: string;
  readonly role: Role;
  readonly content: readonly ContentBlock[];
  readonly [field: string]: unknown;
}

export function isText(block: ContentBlock): block is TextBlock {
  return block.type === 'text' && typeof block['text'] === 'string';
}

export function isToolUse(block: ContentBlock): block is ToolUseBlock {
  return (
    block.type === 'tool_use' &&
    typeof block['id'] === 'string' &&
    typeof block['name'] === 'string'
  );
}

export function isToolResult(block: ContentBlock): block is ToolResultBlock {
  return block.type === 'tool_result' && typeof block['tool_use_id'] === 'string';
}

export function textBlock(text: string): TextBlock {
  return { type: 'text', text };
}

/** A message with what `change` makes of each block; the very same message where that changes nothing. */
export function mapBlocks(
  message: Message,
  change: (block: ContentBlock) => ContentBlock | readonly ContentBlock[],
): Message {
  const content = message.content.flatMap(change);
  const isSame =
    content.length === message.content.length &&
    content.every((block, index) => block === message.content[index]);
  return isSame ? message : { ...message, content };
}

/** What a message says in plain text, its parts on lines of their own; empty where it has none. */
export function textOf(message: Message): string {
  return message.content
    .filter(isText)
    .map(({ text }) => text)
    .join('\n');
}
