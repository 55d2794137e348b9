import { type ContentBlock, isToolResult, type Message, type Role } from './message.js';

/** One turn of a conversation, in the form in which the Messages API takes it. */
export interface Turn {
  readonly role: Role;
  readonly content: readonly ContentBlock[];
}

/**
 * The conversation as it is sent: messages of one role that follow each other
 * become one turn. The API would merge them as well, but it wants the results
 * of tools before everything else in a turn, and a message that a user typed
 * may have been recorded before them.
 */
export function mergeTurns(messages: readonly Message[]): Turn[] {
  const turns: { role: Role; content: ContentBlock[] }[] = [];
  for (const { role, content } of messages) {
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content: [...content] });
  }
  return turns.map(({ role, content }) => ({ role, content: resultsFirst(content) }));
}

function resultsFirst(content: readonly ContentBlock[]): ContentBlock[] {
  return [
    ...content.filter((block) => isToolResult(block)),
    ...content.filter((block) => !isToolResult(block)),
  ];
}
