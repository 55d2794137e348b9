import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JournalPart } from '../../src/domain/journal-part.js';
import type { Message } from '../../src/domain/message.js';
import { JournalWriter } from '../../src/store/append-messages.js';
import { findJournalTail } from '../../src/store/find-journal-tail.js';
import { encodeMessage } from '../../src/store/message-codec.js';
import { readJournal } from '../../src/store/read-journal.js';
import { recoverJournal } from '../../src/store/recover-journal.js';
import { summarizeJournal } from '../../src/store/summarize-journal.js';
import { anyConversation } from '../support/arbitrary-journal.js';
import { scratchDirectory } from '../support/scratch.js';
import { verifies } from '../support/verifies.js';

const MIB = 1024 ** 2;

function messageOf(number: number, text = `message ${number}`): Message {
  return {
    uuid: `uuid-${number}`,
    parentUuid: number === 0 ? null : `uuid-${number - 1}`,
    timestamp: '2026-01-01T00:00:00.000Z',
    cwd: '/srv',
    role: number % 2 === 0 ? 'user' : 'assistant',
    content: [{ type: 'text', text }],
  };
}

function write(path: string, messages: readonly Message[]): void {
  writeFileSync(path, messages.map(encodeMessage).join(''));
}

async function partsOf(path: string, from = 0): Promise<JournalPart[]> {
  const parts: JournalPart[] = [];
  for await (const part of readJournal(path, { from })) parts.push(part);
  return parts;
}

async function uuidsOf(path: string, from = 0): Promise<string[]> {
  const parts = await partsOf(path, from);
  return parts.map((part) => (part.kind === 'message' ? part.message.uuid : 'lost'));
}

function journal(): string {
  return join(scratchDirectory(), 'messages.jsonl');
}

verifies('torn:unknown-fields', 'messages come through the journal as they were', async () => {
  await fc.assert(
    fc.asyncProperty(anyConversation, async (conversation) => {
      const path = journal();
      await new JournalWriter(path).append(...conversation);
      const messages = (await partsOf(path)).map((part) => 'message' in part && part.message);
      expect(JSON.stringify(messages)).toBe(
        JSON.stringify(
          conversation.map((message) => JSON.parse(encodeMessage(message)) as unknown),
        ),
      );
      expect(messages).toEqual(JSON.parse(JSON.stringify(conversation)));
    }),
    { numRuns: 30 },
  );
});

verifies('torn:append', 'what follows half a line is not glued to it', async () => {
  const path = journal();
  const writer = new JournalWriter(path);
  await writer.append(messageOf(0), messageOf(1));
  appendFileSync(path, '{"uuid":"half","role":"us');
  await writer.append(messageOf(2));
  expect(await uuidsOf(path)).toEqual(['uuid-0', 'uuid-1', 'lost', 'uuid-2']);
  expect(readFileSync(path, 'utf8').endsWith(`"us\n${encodeMessage(messageOf(2))}`)).toBe(true);
});

verifies('torn:append', 'many at once are each whole, in their order', async () => {
  const path = journal();
  const writer = new JournalWriter(path);
  const numbers = Array.from({ length: 50 }, (_, number) => number);
  await Promise.all(numbers.map(async (number) => writer.append(messageOf(number))));
  expect(await uuidsOf(path)).toEqual(numbers.map((number) => `uuid-${number}`));
});

verifies('private:modes', 'a journal is 0600 from the start', async () => {
  const path = journal();
  await new JournalWriter(path).append(messageOf(0));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

verifies('private:links', 'a journal that became a link is not written through', async () => {
  const path = journal();
  const elsewhere = join(scratchDirectory(), 'elsewhere');
  writeFileSync(elsewhere, 'not ours');
  symlinkSync(elsewhere, path);
  const appending = new JournalWriter(path).append(messageOf(0));
  await expect(appending).rejects.toMatchObject({ code: 'JOURNAL_NOT_FILE' });
  await expect(partsOf(path)).rejects.toMatchObject({ code: 'JOURNAL_NOT_FILE' });
  const { keptAside } = await recoverJournal(path);
  expect(lstatSync(keptAside ?? '').isSymbolicLink()).toBe(true);
  await new JournalWriter(path).append(messageOf(0));
  expect(readFileSync(elsewhere, 'utf8')).toBe('not ours');
});

describe('the tail', () => {
  test('by messages and by bytes', async () => {
    const path = journal();
    const messages = Array.from({ length: 100 }, (_, number) => messageOf(number));
    write(path, messages);
    const size = statSync(path).size;
    for (const [wanted, found] of [
      [1, 1],
      [10, 10],
      [100, 100],
      [1_000, 100],
    ] as const) {
      const from = await findJournalTail(path, { messages: wanted });
      expect(await uuidsOf(path, from)).toEqual(
        messages.slice(100 - found).map(({ uuid }) => uuid),
      );
    }
    const from = await findJournalTail(path, { messages: 100, maxBytes: 1_000 });
    expect(size - from).toBeLessThanOrEqual(1_000);
    expect((await uuidsOf(path, from)).at(-1)).toBe('uuid-99');
    const last = await findJournalTail(path, { messages: 100, maxBytes: 1 });
    expect(await uuidsOf(path, last)).toEqual(['uuid-99']);
  });

  test('of a line that is longer than a block, without its newline', async () => {
    const path = journal();
    write(path, [messageOf(0), messageOf(1, 'x'.repeat(MIB))]);
    truncateSync(path, statSync(path).size - 1);
    const from = await findJournalTail(path, { messages: 1, maxBytes: 10 });
    expect(await uuidsOf(path, from)).toEqual(['uuid-1']);
  });

  test('is found without reading the rest', async () => {
    const path = journal();
    // 8 GB, most of it a hole: reading it would take longer than the test may.
    write(path, [messageOf(0)]);
    truncateSync(path, 8 * 1024 * MIB);
    appendFileSync(path, `\n${encodeMessage(messageOf(1))}${encodeMessage(messageOf(2))}`);
    const from = await findJournalTail(path, { messages: 2 });
    expect(await uuidsOf(path, from)).toEqual(['uuid-1', 'uuid-2']);
  });

  test('of nothing', async () => {
    expect(await findJournalTail(journal(), { messages: 1 })).toBe(0);
  });
});

describe('the summary', () => {
  test('goes on where it ended', async () => {
    const path = journal();
    expect(await summarizeJournal(path)).toEqual({ bytes: 0, messages: 0, firstPrompt: null });
    write(path, [messageOf(0, 'fix the build'), messageOf(1)]);
    const first = await summarizeJournal(path);
    expect(first).toEqual({
      bytes: statSync(path).size,
      messages: 2,
      firstPrompt: 'fix the build',
    });
    const half = encodeMessage(messageOf(2)).slice(0, 30);
    appendFileSync(path, half);
    expect(await summarizeJournal(path, first)).toEqual(first);
    appendFileSync(path, encodeMessage(messageOf(2)).slice(30));
    expect(await summarizeJournal(path, first)).toMatchObject({ messages: 3 });
    // What has been counted is not looked at again.
    const trusted = { ...first, messages: 1_000 };
    expect(await summarizeJournal(path, trusted)).toMatchObject({ messages: 1_001 });
  });

  test('counts anew what is shorter, or another file', async () => {
    const path = journal();
    write(path, [messageOf(0), messageOf(1)]);
    const earlier = { bytes: 10_000, messages: 99, firstPrompt: 'old' };
    expect(await summarizeJournal(path, earlier)).toMatchObject({
      messages: 2,
      firstPrompt: 'message 0',
    });
    expect(await summarizeJournal(path, { ...earlier, bytes: 5 })).toMatchObject({ messages: 2 });
  });
});

describe('recovering', () => {
  verifies('torn:journal', 'what is whole is not touched', async () => {
    const path = journal();
    write(path, [messageOf(0), messageOf(1)]);
    const before = statSync(path);
    expect(await recoverJournal(path)).toEqual({ changes: [], messages: 2, isMissing: false });
    expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  verifies('torn:journal', 'of nothing makes nothing', async () => {
    const path = journal();
    expect(await recoverJournal(path)).toEqual({ changes: [], messages: 0, isMissing: true });
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  verifies('torn:journal', 'with no message left moves it aside', async () => {
    const path = journal();
    for (const garbage of [
      '\0'.repeat(1_000),
      'no json',
      '['.repeat(50_000),
      '{"uuid":'.repeat(9),
    ]) {
      writeFileSync(path, garbage);
      const { keptAside, messages } = await recoverJournal(path);
      expect(messages).toBe(0);
      expect(readFileSync(keptAside ?? '', 'utf8')).toBe(garbage);
      expect(await recoverJournal(path)).toMatchObject({ isMissing: true });
    }
    mkdirSync(path);
    const { keptAside } = await recoverJournal(path);
    expect(statSync(keptAside ?? '').isDirectory()).toBe(true);
  });

  verifies('torn:journal', 'keeps a line of 50 MB, and loses half of one', async () => {
    const path = journal();
    const long = encodeMessage(messageOf(1, 'x'.repeat(50 * MIB)));
    write(path, [messageOf(0)]);
    appendFileSync(path, `${long}${long.slice(0, 30 * MIB)}\n${encodeMessage(messageOf(2))}`);
    const { changes, messages } = await recoverJournal(path);
    expect(changes.map(({ kind }) => kind)).toEqual(['lost-bytes']);
    expect(messages).toBe(3);
    expect(await uuidsOf(path)).toEqual(['uuid-0', 'uuid-1', 'uuid-2']);
  });

  verifies('torn:journal', 'holds no line that is too long in memory', async () => {
    const path = journal();
    write(path, [messageOf(0), messageOf(1, 'x'.repeat(5_000)), messageOf(2)]);
    const kinds: string[] = [];
    for await (const { kind } of readJournal(path, { maxLineBytes: 1_000 })) kinds.push(kind);
    expect(kinds).toEqual(['message', 'lost', 'message']);
  });

  verifies(
    'torn:journal',
    'finds a message behind a run of NULs, and two on one line',
    async () => {
      const path = journal();
      const [first, second, third] = [0, 1, 2].map((number) => encodeMessage(messageOf(number)));
      writeFileSync(path, `${first ?? ''}\0\0\0${(second ?? '').trim()} ${third ?? ''}`);
      const { changes } = await recoverJournal(path);
      expect(changes).toHaveLength(2);
      expect(readFileSync(path, 'utf8')).toBe([first, second, third].join(''));
    },
  );
});
