import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { JournalChange } from '../../src/domain/journal-part.js';
import { mergeTurns } from '../../src/domain/merge-turns.js';
import type { Message } from '../../src/domain/message.js';
import { encodeMessage } from '../../src/store/message-codec.js';
import { readJournal } from '../../src/store/read-journal.js';
import { recoverJournal } from '../../src/store/recover-journal.js';
import { anyConversation } from '../support/arbitrary-journal.js';
import { whyRefused } from '../support/api-validator.js';
import { scratchDirectory } from '../support/scratch.js';
import { verifies } from '../support/verifies.js';

async function messagesOf(path: string): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const part of readJournal(path)) {
    expect(part.kind, 'nothing is lost in a whole journal').toBe('message');
    if (part.kind === 'message') messages.push(part.message);
  }
  return messages;
}

/** Each line of a journal as bytes, with where it begins. */
function linesOf(journal: Buffer): { from: number; to: number; text: string }[] {
  let from = 0;
  return journal
    .toString('latin1')
    .split('\n')
    .slice(0, -1)
    .map((text) => {
      const line = { from, to: from + text.length, text };
      from = line.to + 1;
      return line;
    });
}

/** Recovers `torn`, and says what has to be true of whatever comes of it. */
async function expectRecovered(directory: string, whole: Buffer, torn: Buffer): Promise<void> {
  const path = join(directory, 'messages.jsonl');
  for (const name of readdirSync(directory)) rmSync(join(directory, name));
  writeFileSync(path, torn);
  const { keptAside, messages, changes } = await recoverJournal(path);

  if (keptAside === undefined) {
    // Untouched, or results that a crash has left open were appended.
    expect(readFileSync(path).subarray(0, torn.length).equals(torn)).toBe(true);
  } else {
    expect(readFileSync(keptAside).equals(torn), 'kept aside byte for byte').toBe(true);
    expect(changes.length).toBeGreaterThan(0);
  }
  if (messages === 0) {
    expect(torn.length === 0 || !existsSync(path), 'no empty one in its place').toBe(true);
  }
  const recovered = await messagesOf(path);
  expect(recovered).toHaveLength(messages);
  expect(whyRefused(mergeTurns(recovered))).toEqual([]);

  // A line that is still there, whole and as it was, is in the recovered journal, in the same order.
  const text = torn.toString('latin1');
  const left = linesOf(whole).filter((line) => text.includes(line.text));
  const uuids = recovered.map(({ uuid }) => uuid);
  let at = 0;
  for (const line of left) {
    const message = JSON.parse(Buffer.from(line.text, 'latin1').toString()) as Message;
    // A changed byte may make another line's uuid its own, which then gets a new one.
    const names = [message.uuid, ...changes.flatMap((change) => renamed(change, message.uuid))];
    const found = uuids.findIndex((uuid, index) => index >= at && names.includes(uuid));
    expect(found, `${message.uuid} is lost`).not.toBe(-1);
    expect(textsOf(recovered[found])).toEqual(expect.arrayContaining(textsOf(message)));
    at = found + 1;
  }

  const again = await recoverJournal(path);
  expect(again.changes, 'a second time there is nothing to do').toEqual([]);
}

function renamed(change: JournalChange, uuid: string): string[] {
  return change.kind === 'uuid-changed' && change.uuid === uuid ? [change.to] : [];
}

/** All that is said in it, in results too: what has lost its partner may become text. */
function textsOf(message: Message | undefined): string[] {
  return (message?.content ?? []).flatMap(({ type, ...block }) => {
    if (type === 'text') return [String(block['text'])];
    return type === 'tool_result' ? [String(block['content'])] : [];
  });
}

function encode(messages: readonly Message[]): Buffer {
  return Buffer.from(messages.map(encodeMessage).join(''));
}

verifies(
  'torn:journal',
  'cut off at any byte',
  async () => {
    const directory = scratchDirectory();
    await fc.assert(
      fc.asyncProperty(anyConversation, fc.nat(), async (conversation, place) => {
        const whole = encode(conversation);
        await expectRecovered(directory, whole, whole.subarray(0, place % (whole.length + 1)));
      }),
      { numRuns: 300, endOnFailure: true, interruptAfterTimeLimit: 40_000 },
    );
  },
  120_000,
);

verifies(
  'torn:journal',
  'with bytes changed, anywhere',
  async () => {
    const directory = scratchDirectory();
    const flip = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(
        anyConversation,
        fc.array(flip, { minLength: 1, maxLength: 4 }),
        async (conversation, flips) => {
          const whole = encode(conversation);
          const torn = Buffer.from(whole);
          for (const [at, byte] of flips) torn[at % torn.length] = byte;
          await expectRecovered(directory, whole, torn);
        },
      ),
      { numRuns: 600, endOnFailure: true, interruptAfterTimeLimit: 40_000 },
    );
  },
  120_000,
);

verifies(
  'torn:journal',
  'with a stretch made NULs, taken out, or garbage put in',
  async () => {
    const directory = scratchDirectory();
    await fc.assert(
      fc.asyncProperty(
        anyConversation,
        fc.constantFrom('NULs', 'gap', 'garbage'),
        fc.nat(),
        fc.nat(300),
        fc.uint8Array({ maxLength: 40 }),
        async (conversation, kind, place, length, garbage) => {
          const whole = encode(conversation);
          const from = place % whole.length;
          const rest = whole.subarray(Math.min(whole.length, from + length));
          const between = { NULs: Buffer.alloc(length), gap: Buffer.alloc(0), garbage }[kind];
          const end = kind === 'garbage' ? whole.subarray(from) : rest;
          const torn = Buffer.concat([whole.subarray(0, from), between, end]);
          await expectRecovered(directory, whole, torn);
        },
      ),
      { numRuns: 300, endOnFailure: true, interruptAfterTimeLimit: 40_000 },
    );
  },
  120_000,
);

verifies(
  'torn:journal',
  'at every seventh byte of one journal, cut and flipped',
  async () => {
    const directory = scratchDirectory();
    const [conversation] = fc.sample(
      anyConversation.filter(({ length }) => length > 5),
      { numRuns: 1, seed: 7 },
    );
    const whole = encode(conversation ?? []);
    for (let at = 0; at < whole.length; at += 7) {
      await expectRecovered(directory, whole, whole.subarray(0, at));
      const torn = Buffer.from(whole);
      torn[at] = (torn[at] ?? 0) ^ 0xff;
      await expectRecovered(directory, whole, torn);
    }
  },
  120_000,
);
