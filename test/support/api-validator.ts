interface Block {
  readonly type: string;
  readonly [field: string]: unknown;
}

interface Turn {
  readonly role: string;
  readonly content: readonly Block[];
}

/**
 * What the Messages API refuses in a conversation, one sentence each, as its
 * documentation and its error messages have it. Written without the code that
 * repairs, and stricter than the API: two turns of one role are not merged here.
 */
export function whyRefused(turns: readonly Turn[]): string[] {
  const wrong: string[] = [];
  const ids = new Set<string>();
  turns.forEach((turn, index) => {
    const expected = index % 2 === 0 ? 'user' : 'assistant';
    if (turn.role !== expected) wrong.push(`turn ${index} is of ${turn.role}, not ${expected}`);
    if (turn.content.length === 0) wrong.push(`turn ${index} is empty`);
    for (const block of turn.content) {
      if (typeof block.type !== 'string') wrong.push(`turn ${index} has a block without a type`);
      if (block.type === 'text' && (typeof block['text'] !== 'string' || !/\S/.test(block['text'])))
        wrong.push(`turn ${index} has an empty text`);
      if (turn.role === 'user' && block.type === 'tool_use')
        wrong.push(`turn ${index}: a user calls a tool`);
      if (turn.role === 'assistant' && block.type === 'tool_result')
        wrong.push(`turn ${index}: the assistant has a result`);
    }
    const calls = turn.content
      .filter(({ type }) => type === 'tool_use')
      .map(({ id }) => String(id));
    for (const id of calls) {
      if (ids.has(id)) wrong.push(`turn ${index}: the id ${id} is used twice`);
      if (!/^[a-zA-Z0-9_-]+$/.test(id)) wrong.push(`turn ${index}: ${id} is no id`);
      ids.add(id);
    }
    if (turn.role === 'assistant') expectResults(calls, turns[index + 1], index, wrong);
    if (index === 0 && turn.content.some(({ type }) => type === 'tool_result'))
      wrong.push('the first turn has a result');
  });
  if (hasLoneSurrogate(JSON.stringify(turns))) wrong.push('there is half a UTF-16 pair in it');
  return wrong;
}

function expectResults(
  calls: readonly string[],
  next: Turn | undefined,
  index: number,
  wrong: string[],
): void {
  const content = next?.content ?? [];
  const results = content.filter(({ type }) => type === 'tool_result');
  const named = results.map((block) => String(block['tool_use_id']));
  if ([...calls].sort().join() !== [...named].sort().join())
    wrong.push(`turn ${index} calls ${calls.join()}, the next has results of ${named.join()}`);
  if (content.slice(0, results.length).some(({ type }) => type !== 'tool_result'))
    wrong.push(`turn ${index + 1} has something before its results`);
}

/** JSON.stringify writes them as escapes. */
function hasLoneSurrogate(json: string): boolean {
  return /(?<!\\)(?:\\\\)*\\ud[89a-f]/i.test(json);
}
