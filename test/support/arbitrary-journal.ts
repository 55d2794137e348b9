import fc from 'fast-check';
import type { ContentBlock, Message } from '../../src/domain/message.js';
import { anyText } from './any-text.js';

const said = anyText.map((text) => `said ${text}`);
const text = said.map((value): ContentBlock => ({ type: 'text', text: value }));
const other: fc.Arbitrary<ContentBlock> = fc.oneof(
  fc.record({ type: fc.constant('thinking'), thinking: said, signature: fc.base64String() }),
  fc.record({ type: fc.constant('from_a_later_release'), deep: fc.jsonValue({ maxDepth: 2 }) }),
);

type Exchange =
  | { readonly kind: 'said'; readonly asked: ContentBlock[]; readonly answered: ContentBlock[] }
  | {
      readonly kind: 'called';
      readonly before: ContentBlock[];
      readonly inputs: readonly unknown[];
      /** Each call and each result in a message of its own. */
      readonly isSplit: boolean;
    };

const exchange: fc.Arbitrary<Exchange> = fc.oneof(
  fc.record({
    kind: fc.constant('said' as const),
    asked: fc.array(text, { minLength: 1, maxLength: 2 }),
    answered: fc.array(fc.oneof(text, other), { minLength: 1, maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('called' as const),
    before: fc.array(fc.oneof(text, other), { maxLength: 1 }),
    inputs: fc.array(fc.dictionary(said, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }), {
      minLength: 1,
      maxLength: 3,
    }),
    isSplit: fc.boolean(),
  }),
);

/** A whole conversation as a journal holds it: one that the API accepts, begun by the user. */
export const anyConversation: fc.Arbitrary<readonly Message[]> = fc
  .tuple(text, fc.array(exchange, { maxLength: 5 }))
  .map(([first, exchanges]) => toMessages(first, exchanges));

function toMessages(first: ContentBlock, exchanges: readonly Exchange[]): Message[] {
  const messages: Message[] = [];
  let calls = 0;
  const add = (role: Message['role'], content: readonly ContentBlock[]): void => {
    messages.push({
      uuid: `uuid-${messages.length}`,
      parentUuid: messages.at(-1)?.uuid ?? null,
      timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, messages.length)).toISOString(),
      cwd: '/srv/project',
      role,
      content,
      ...(messages.length % 3 === 0 && { later: { kept: [messages.length, null] } }),
    });
  };
  add('user', [first]);
  for (const next of exchanges) {
    if (next.kind === 'said') {
      add('user', next.asked);
      add('assistant', next.answered);
      continue;
    }
    const uses = next.inputs.map((input): ContentBlock => ({
      type: 'tool_use',
      id: `call_${calls++}`,
      name: 'Bash',
      input,
    }));
    const results = uses.map((use): ContentBlock => ({
      type: 'tool_result',
      tool_use_id: use['id'],
      content: `result of ${String(use['id'])}`,
    }));
    if (next.isSplit) {
      if (next.before.length > 0) add('assistant', next.before);
      for (const use of uses) add('assistant', [use]);
      for (const result of results) add('user', [result]);
    } else {
      add('assistant', [...next.before, ...uses]);
      add('user', results);
    }
  }
  return messages;
}
