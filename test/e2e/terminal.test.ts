import { expect, test } from 'vitest';
import { startClaude } from '../support/start-claude.js';
import { letGo } from '../support/state-files.js';
import { openTerminal } from '../support/terminal.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere, PROGRAM } from '../support/world.js';

test('a shell that was started in a terminal goes on when the terminal is gone', async () => {
  const world = await createWorld();
  const terminal = await openTerminal(world);
  await terminal.type(`claude bash -b 'echo started; sleep 600 & exec sleep 601'`);
  await terminal.shows(/^bash_1 {2}running, pid \d+/m);
  const [before] = await world.list();
  await terminal.hangUp();
  await waitUntil('tmux to be gone', () => world.processesMatching('tmux').length === 0);

  expect(await world.list()).toMatchObject([{ status: 'running', pid: before?.pid }]);
  expect(isThere(before?.pid ?? 0)).toBe(true);
  expect((await world.output('bash_1')).output).toBe('started\n');
  expect((await world.supervisor()).running).toBe(true);
});

test('Ctrl-C in a terminal reaches no shell that was started there', async () => {
  const world = await createWorld();
  const terminal = await openTerminal(world);
  await terminal.type(`claude bash -b 'exec sleep 600'; claude output bash_1 --follow`);
  await terminal.shows(/^bash_1 {2}running/m);
  await waitUntil('it to follow', () => world.processesMatching('--follow').length > 0);
  await terminal.press('C-c');
  await waitUntil('it to end', () => world.processesMatching('--follow').length === 0);
  expect(await world.list('--running')).toHaveLength(1);
});

test('bashes --watch redraws in place, and leaves the cursor on', async () => {
  const world = await createWorld();
  await world.start('exec sleep 600', '--name', 'first');
  const terminal = await openTerminal(world);
  await terminal.type('claude bashes --watch');
  await terminal.shows('first: exec sleep 600');
  expect(await terminal.hasCursor()).toBe(false);

  await world.start('exec sleep 601', '--name', 'second');
  const screen = await terminal.shows('second: exec sleep 601');
  expect(screen.match(/^SHELL /gm)).toHaveLength(1);
  expect(screen.startsWith('SHELL ')).toBe(true);

  await world.kill('bash_1', '--grace', '1s');
  await terminal.shows(/bash_1 +killed \(SIGTERM\)/);
  await terminal.press('C-c');
  await terminal.shows('ready>');
  expect(await terminal.hasCursor()).toBe(true);
});

test('colours are for terminals, and not with NO_COLOR', async () => {
  const world = await createWorld();
  await world.start('exec sleep 600');
  const terminal = await openTerminal(world);
  const painted = async (command: string): Promise<boolean> => {
    await terminal.type(`clear; ${command}; echo do''ne`);
    await terminal.shows(/^done$/m);

    return /\u001b\[3\dm/.test(await terminal.screen({ colours: true }));
  };
  expect(await painted('claude bashes')).toBe(true);
  expect(await painted('NO_COLOR=1 claude bashes')).toBe(false);
  expect(await painted('claude bashes --json')).toBe(false);
  expect(await painted('claude bashes | cat')).toBe(false);
});

test('a list fits the terminal: one line a shell', async () => {
  const world = await createWorld();
  await world.start(`exec sleep 600 ${'#'.repeat(300)}`);
  const terminal = await openTerminal(world);
  await terminal.type('clear; claude bashes');
  const screen = await terminal.shows(/^ready>$/m);
  await terminal.shows(/bash_1 .*#…$/m);
  expect(screen.match(/####/g)?.length ?? 0).toBeLessThan(60);
});

const ASKS_TO_BE_INTERRUPTED = `bash -c 'trap "echo; echo got it; exit 3" INT; echo up; for i in {1..600}; do sleep 0.1; done'`;

test('Ctrl-C reaches a command in the foreground, which ends as it likes', async () => {
  const world = await createWorld();
  const terminal = await openTerminal(world);
  await terminal.type(`claude bash -- ${ASKS_TO_BE_INTERRUPTED}; echo "exit $?"`);
  await terminal.shows(/^up$/m);
  await terminal.press('C-c');
  const screen = await terminal.shows(/^exit 3$/m);
  expect(screen).toMatch(/^got it$/m);
  expect(await world.list()).toMatchObject([{ status: 'failed', exitCode: 3 }]);
});

test('Ctrl-C ends a command in the foreground that does not care about it', async () => {
  const world = await createWorld();
  const terminal = await openTerminal(world);
  await terminal.type(`claude bash 'echo up; exec sleep 600'; echo "exit $?"`);
  await terminal.shows(/^up$/m);
  await terminal.press('C-c');
  await terminal.shows(/^exit 130$/m);
  expect(await world.list()).toMatchObject([{ exitCode: 130, signal: 'SIGINT' }]);
});

test('a second Ctrl-C forces what has ignored the first', async () => {
  const world = await createWorld();
  const terminal = await openTerminal(world);
  const command = `trap "echo not yet" INT; trap "" TERM; echo up; while :; do sleep 0.1; echo .; done`;
  await terminal.type(`claude bash '${command}'; echo "exit $?"`);
  await terminal.shows(/^up$/m);
  await terminal.press('C-c');
  await terminal.shows(/not yet$/m);
  expect(await world.list()).toMatchObject([{ status: 'running' }]);
  await terminal.press('C-c');
  await terminal.shows(/^exit 137$/m);
  expect(await world.list()).toMatchObject([{ status: 'killed', exitCode: 137 }]);
});

test('a command in the foreground becomes a background shell when its terminal is gone', async () => {
  const world = await createWorld();
  const terminal = await openTerminal(world);
  await terminal.type(
    `claude bash 'echo up; until [ -e go ]; do sleep 0.05; done; echo later; exec sleep 600'`,
  );
  await terminal.shows(/^up$/m);
  const [before] = await world.list();
  await terminal.hangUp();
  await waitUntil('who waited for it to be gone', () => {
    return world.processesMatching(PROGRAM).length === 0;
  });
  expect(await world.list()).toMatchObject([{ status: 'running', pid: before?.pid }]);

  letGo(world);
  await waitUntil('what it prints later', async () => {
    return (await world.output('bash_1', '--tail', '9')).output === 'up\nlater\n';
  });
  expect((await world.output('bash_1')).output, 'nothing is shown twice').toBe('later\n');
});

test('so it does when nothing but its hang-up tells it', async () => {
  const world = await createWorld();
  const waiting = startClaude(world, ['bash', 'echo up; exec sleep 600']);
  await waitUntil('it to run', async () => {
    const listed = await world.claude(['bashes', '--json']);
    return listed.exitCode === 0 && listed.stdout.includes('"running"');
  });
  process.kill(waiting.pid, 'SIGHUP');
  await waiting.ended;
  expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running' }]);
});
