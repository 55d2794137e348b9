import { expect, test } from 'vitest';
import { createWorld } from '../support/world.js';

function times<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

test('twenty shells that are started at once have an id each', { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const started = await times(20, (index) => world.start(`echo ${index}; exec sleep 600`));
  const numbers = started.map(({ shellId }) => Number(shellId.slice('bash_'.length)));
  expect(numbers.sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  expect(new Set(started.map(({ sessionId }) => sessionId)).size).toBe(1);
  expect(new Set(started.map(({ pid }) => pid)).size).toBe(20);

  const list = await world.list('--running');
  expect(list).toHaveLength(20);
  for (const { shellId, command } of list) {
    const { output } = await world.output(shellId, '--peek');
    expect(`echo ${output.trim()}; exec sleep 600`).toBe(command);
  }
});

test('ten first starts in one directory make one session', { timeout: 120_000 }, async () => {
  const world = await createWorld();
  const started = await times(10, () => world.start('exec sleep 600'));
  expect(new Set(started.map(({ sessionId }) => sessionId)).size).toBe(1);
  expect(await world.list('--all')).toHaveLength(10);
  const guards = world.processesMatching('guard.sh');
  const supervisors = world
    .processesMatching('supervisor.cjs')
    .filter((pid) => !guards.includes(pid));
  expect([supervisors.length, guards.length]).toEqual([1, 1]);
});

test('sessions that are used at once do not disturb each other', { timeout: 120_000 }, async () => {
  const world = await createWorld();
  await times(4, async (index) => {
    const session = `session-${index}`;
    for (const word of ['a', 'b']) {
      const command = `echo ${session} ${word}; exec sleep 600`;
      await world.start(command, '--session', session);
    }
    const outputs = await times(2, async (shell) => {
      const name = `${session}/bash_${shell + 1}`;
      return (await world.output(name, '--wait', '30s')).output;
    });
    expect(outputs).toEqual([`${session} a\n`, `${session} b\n`]);
    await world.kill(`${session}/bash_1`, '--grace', '2s');
  });
  const list = await world.list('--all', '--running');
  expect(list.map(({ sessionId, shellId }) => `${sessionId}/${shellId}`).sort()).toEqual(
    [0, 1, 2, 3].map((index) => `session-${index}/bash_2`),
  );
});
