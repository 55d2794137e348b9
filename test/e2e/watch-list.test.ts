import { expect, test } from 'vitest';
import type { ShellView } from '../../src/domain/shell-view.js';
import { gate } from '../support/gate.js';
import { expectForm } from '../support/json-schema.js';
import { startClaude } from '../support/running-claude.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld } from '../support/world.js';

function documents(stdout: Buffer): readonly (readonly ShellView[])[] {
  const lines = stdout.toString().split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as readonly ShellView[]);
}

test('bashes --watch --json prints the list at once, and a line for each change', async () => {
  const world = await createWorld();
  const go = gate(world);
  await world.start(`${go.wait}; exit 3`);
  const watching = startClaude(world, ['bashes', '--watch', '--json']);
  await waitUntil('the list', () => watching.stdout().includes('\n'));
  go.open();
  await waitUntil('the end', () => watching.stdout().includes('"status":"failed"'));
  await world.start('true');
  await waitUntil('the other shell', () => watching.stdout().includes('"bash_2"'));
  process.kill(watching.pid, 'SIGINT');
  expect(await watching.ended).toBe(0);
  expect(watching.stderr()).toBe('');

  const lists = documents(watching.stdout());
  for (const list of lists) expectForm('bashes', list);
  expect(lists[0]).toMatchObject([{ shellId: 'bash_1', status: 'running' }]);
  expect(
    lists
      .at(-1)
      ?.map(({ shellId }) => shellId)
      .sort(),
  ).toEqual(['bash_1', 'bash_2']);
  const texts = lists.map((list) => JSON.stringify(list));
  expect(texts.filter((text, index) => text === texts[index - 1])).toEqual([]);
});

test('a failure is one line as well', async () => {
  const world = await createWorld();
  for (const args of [
    ['bashes', '--watch'],
    ['output', 'bash_1', '--follow'],
  ]) {
    const { exitCode, stdout } = await world.claude([...args, '--json']);
    expect(exitCode).toBe(3);
    expect(stdout.trimEnd()).not.toContain('\n');
    expectForm('error', JSON.parse(stdout));
  }
});
