import { describe, expect, test } from 'vitest';
import type { JournalPart } from '../../../src/domain/journal-part.js';
import { mergeTurns } from '../../../src/domain/merge-turns.js';
import type { ContentBlock, Message } from '../../../src/domain/message.js';
import { repairConversation } from '../../../src/domain/repair-conversation.js';
import { whyRefused } from '../../support/api-validator.js';

const say = (text: string): ContentBlock => ({ type: 'text', text });
const call = (id: string): ContentBlock => ({ type: 'tool_use', id, name: 'Bash', input: {} });
const result = (id: string, content: unknown = `of ${id}`): ContentBlock => ({
  type: 'tool_result',
  tool_use_id: id,
  content,
});

/** Messages in a row, each linked to the one before; `u` is the user. */
function conversation(...said: [role: 'u' | 'a', ...content: ContentBlock[]][]): Message[] {
  return said.map(([role, ...content], index) => ({
    uuid: `m${index}`,
    parentUuid: index === 0 ? null : `m${index - 1}`,
    timestamp: '2026-01-01T00:00:00.000Z',
    cwd: '/srv',
    role: role === 'u' ? 'user' : 'assistant',
    content,
  }));
}

function toParts(messages: readonly (Message | undefined)[]): JournalPart[] {
  return messages.map((message, index) =>
    message === undefined
      ? { kind: 'lost', from: index, to: index + 1 }
      : { kind: 'message', from: index, to: index + 1, message, mended: [] },
  );
}

function repair(messages: readonly (Message | undefined)[]) {
  const repaired = repairConversation(toParts(messages));
  expect(whyRefused(mergeTurns(repaired.messages))).toEqual([]);
  const again = repairConversation(toParts(repaired.messages));
  expect(again.changes, 'a repaired conversation needs no repair').toEqual([]);
  return repaired;
}

/** The conversation without its messages number `lost`. */
function without(messages: readonly Message[], ...lost: number[]) {
  return messages.map((message, index) => (lost.includes(index) ? undefined : message));
}

const DEBUGGING = conversation(
  ['u', say('why does it fail?')],
  ['a', say('let me see'), call('A'), call('B')],
  ['u', result('A'), result('B')],
  ['a', say('the port is taken')],
  ['u', say('thanks')],
);

test('what needs no repair comes out as the very objects that went in', () => {
  const { messages, changes } = repair(DEBUGGING);
  expect(changes).toEqual([]);
  messages.forEach((message, index) => {
    expect(message).toBe(DEBUGGING[index]);
  });
});

test('messages of one role in a row are no damage', () => {
  const split = conversation(
    ['u', say('one')],
    ['u', say('two')],
    ['a', call('A')],
    ['a', call('B')],
    ['u', say('typed meanwhile')],
    ['u', result('A')],
    ['u', result('B')],
  );
  const { messages, changes } = repair(split);
  expect(changes).toEqual([]);
  expect(mergeTurns(messages)[2]?.content.map(({ type }) => type)).toEqual([
    'tool_result',
    'tool_result',
    'text',
  ]);
});

describe('a message that is lost:', () => {
  test('results are put in, before what follows', () => {
    const { messages, changes } = repair(without(DEBUGGING, 2));
    expect(messages.map(({ uuid }) => uuid)).toEqual(['m0', 'm1', 'm1-results', 'm3', 'm4']);
    expect(messages[2]?.content).toMatchObject([
      { tool_use_id: 'A', is_error: true },
      { tool_use_id: 'B', is_error: true },
    ]);
    expect(messages[3]?.parentUuid).toBe('m1-results');
    expect(changes).toEqual([
      { kind: 'lost-bytes', from: 2, to: 3 },
      { kind: 'relinked', uuid: 'm3', parentUuid: 'm1' },
      { kind: 'result-lost', uuid: 'm1-results', toolUseId: 'A', toolName: 'Bash' },
      { kind: 'result-lost', uuid: 'm1-results', toolUseId: 'B', toolName: 'Bash' },
    ]);
  });

  test('results whose call is lost become text', () => {
    const { messages, changes } = repair(without(DEBUGGING, 1));
    expect(messages.map(({ uuid }) => uuid)).toEqual(['m0', 'm2', 'm3', 'm4']);
    expect(JSON.stringify(messages[1]?.content)).toContain('of A');
    expect(changes.map(({ kind }) => kind)).toEqual([
      ...['lost-bytes', 'relinked', 'call-lost', 'call-lost'],
    ]);
  });

  test('the beginning', () => {
    const { messages, changes } = repair(without(DEBUGGING, 0));
    expect(messages.map(({ uuid }) => uuid)).toEqual(['m1-before', 'm1', 'm2', 'm3', 'm4']);
    expect(messages[1]?.parentUuid).toBe('m1-before');
    expect(changes).toContainEqual({ kind: 'beginning-lost', uuid: 'm1-before' });
  });

  test('the end, while a tool ran', () => {
    const { messages } = repair(DEBUGGING.slice(0, 2));
    expect(messages.at(-1)).toMatchObject({ uuid: 'm1-results', parentUuid: 'm1', role: 'user' });
  });

  test('each, and each two', () => {
    for (let first = 0; first < DEBUGGING.length; first += 1)
      for (let second = first; second < DEBUGGING.length; second += 1)
        repair(without(DEBUGGING, first, second));
  });
});

describe('what stands there twice:', () => {
  const [first, second, third] = DEBUGGING as [Message, Message, Message];

  test('a message that was appended again', () => {
    const { messages, changes } = repair([first, second, second, third]);
    expect(messages).toEqual([first, second, third]);
    expect(changes).toEqual([{ kind: 'duplicate-removed', uuid: 'm1' }]);
  });

  test('a uuid, of another message', () => {
    const other = { ...third, uuid: 'm1' };
    const { messages } = repair([first, second, other]);
    expect(messages.map(({ uuid }) => uuid)).toEqual(['m0', 'm1', 'm1-2']);
  });

  test('the id of a call, each with its own result', () => {
    const again = conversation(
      ['u', say('go')],
      ['a', call('A')],
      ['u', result('A', 'first')],
      ['a', call('A')],
      ['u', result('A', 'second')],
    );
    const { messages, changes } = repair(again);
    expect(messages[4]?.content).toEqual([result('A_2', 'second')]);
    expect(changes).toEqual([{ kind: 'call-renamed', uuid: 'm3', toolUseId: 'A', to: 'A_2' }]);
  });

  test('a result', () => {
    const twice = conversation(['u', say('go')], ['a', call('A')], ['u', result('A'), result('A')]);
    expect(repair(twice).changes).toEqual([
      { kind: 'result-repeated', uuid: 'm2', toolUseId: 'A' },
    ]);
  });
});

test('content that the API refuses becomes what it takes', () => {
  const odd = conversation(
    ['u'],
    ['a', say(' \n')],
    ['u', say('half an emoji: \ud83d'), call('X'), { type: 'text' }],
    ['a', result('Y'), { type: 'tool_use', id: 'no id!', name: 'Bash', input: {} }],
    ['a', { type: 'tool_use', id: 'C', name: 'x'.repeat(201), input: {} }],
    ['a', { type: 'tool_use', id: 'D', name: 'Bash', input: 'text' }],
    ['u', result('nobody', [say('said'), { type: 'image', source: {} }, null])],
  );
  const { messages } = repair(odd);
  expect(messages.map(({ uuid }) => uuid)).toEqual(odd.map(({ uuid }) => uuid));
  expect(JSON.stringify(messages)).toContain('half an emoji');
  expect(messages[6]?.content.map(({ type }) => type)).toEqual(['text', 'text', 'image', 'text']);
});

test('blocks and fields of a later release stay', () => {
  const later = { type: 'from_a_later_release', deep: [{ kept: true }] };
  const [first] = conversation(['u', later]) as [Message];
  const message = { ...first, later: { kept: 1 } };
  expect(repair([message]).messages[0]).toBe(message);
});
