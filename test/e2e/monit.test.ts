import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SupervisorClient } from '../../src/client/supervisor-client.js';
import { locate } from '../../src/store/locations.js';
import { FullScreenTerminal } from '../support/full-screen-terminal.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, killNow, PROGRAM, type World } from '../support/world.js';

const COUNTING = 'i=0; while :; do i=$((i+1)); echo line $i; sleep 0.2; done';
const SESSION = ['--session', 'project-main'];

describe('the live view', () => {
  test('lists shells and follows the output of the chosen one, leaving its read position', async () => {
    const world = await createWorld();
    await world.start(COUNTING, ...SESSION, '--name', 'counter');
    const terminal = await open(world);

    const screen = await terminal.waitFor('output', (text) => text.includes('line 3'));
    expect(screen).toMatch(/^project-main +1 running$/m);
    expect(screen).toMatch(
      /^› bash_1 +running +\d+s +\d+\.\d% .*[▁▂▃▄▅▆▇█] +[\d.]+ MB .*counter: i=0/m,
    );
    await terminal.waitFor('more of it', (text) => text.includes('line 12'));
    expect(await world.list()).toMatchObject([{ outputPosition: 0 }]);
  });

  test('shows escape sequences of the output as nothing, and cuts long lines', async () => {
    const world = await createWorld();
    await world.start(
      `printf '\\033[2J\\033[1;1Hhome\\033]0;title\\007 \\033[31mred\\033[0m\\n%0200d' 0; sleep 60`,
      ...SESSION,
    );
    const terminal = await open(world);
    const screen = await terminal.waitFor('output', (text) => text.includes('home red'));
    expect(screen).toMatch(/^project-main/);
    expect(screen).toMatch(/^0{99}…$/m);
  });

  test('another shell is chosen, and its output shown', async () => {
    const world = await createWorld();
    await world.start('echo first; sleep 60', ...SESSION);
    await world.start('echo second; sleep 60', ...SESSION);
    const terminal = await open(world);
    await terminal.waitFor('the first', (text) => /^first$/m.test(text));
    await terminal.press('Down');
    const screen = await terminal.waitFor('the second', (text) => /^second$/m.test(text));
    expect(screen).toMatch(/^› bash_2/m);
    expect(screen).not.toMatch(/^first$/m);
    await terminal.press('Up');
    await terminal.waitFor('the first again', (text) => /^first$/m.test(text));
  });

  test('a filter leaves only what matches', async () => {
    const world = await createWorld();
    await world.start('sleep 60', ...SESSION, '--name', 'web');
    await world.start('sleep 61', ...SESSION, '--name', 'worker');
    const terminal = await open(world);
    await terminal.waitFor('both', (text) => text.includes('web:') && text.includes('worker:'));
    await terminal.type('/WORK');
    const screen = await terminal.waitFor('one', (text) => !text.includes('web:'));
    expect(screen).toMatch(/^› bash_2 .*worker: sleep 61/m);
    await terminal.press('Enter');
    await terminal.waitFor('the keys', (text) => text.includes('q quit'));
    await terminal.press('Escape');
    await terminal.waitFor('both again', (text) => text.includes('web:'));
  });

  test('a kill asks once, and only y answers', async () => {
    const world = await createWorld();
    await world.start('sleep 60', ...SESSION);
    const terminal = await open(world);
    await terminal.waitFor('the list', (text) => text.includes('bash_1'));
    await terminal.press('k');
    await terminal.waitFor('the question', (text) => text.includes('Kill bash_1 sleep 60?'));
    await terminal.press('n');
    await terminal.waitFor('the keys', (text) => text.includes('k kill'));
    expect(await world.list()).toMatchObject([{ status: 'running' }]);

    await terminal.press('k');
    await terminal.waitFor('the question', (text) => text.includes('Kill bash_1'));
    await terminal.press('y');
    await terminal.waitFor('the end', (text) => /^› bash_1 +killed/m.test(text));
    await terminal.waitFor('what became of it', (text) =>
      text.includes('bash_1  killed (SIGTERM)'),
    );
    await terminal.press('k');
    await terminal.waitFor('that there is nothing to kill', (text) =>
      text.includes('bash_1 does not run.'),
    );
  });

  test('a restart runs the shell again', async () => {
    const world = await createWorld();
    await world.start('echo run $$; exec sleep 60', ...SESSION);
    const terminal = await open(world);
    await terminal.waitFor('the first run', (text) => /^run \d+$/m.test(text));
    await terminal.press('r');
    await terminal.waitFor('both runs', (text) => text.match(/^run \d+$/gm)?.length === 2);
    expect(await world.list()).toMatchObject([{ status: 'running', runs: 2 }]);
  });

  test('another session is chosen, or all of them', async () => {
    const world = await createWorld();
    await world.start('sleep 60', '--session', 'other-work');
    await world.start('sleep 61', ...SESSION);
    const terminal = await open(world);
    await terminal.waitFor('the first session', (text) => text.includes('sleep 61'));
    await terminal.press('s');
    const choice = await terminal.waitFor('the choice', (text) => text.includes('other-work'));
    expect(choice).toMatch(/^› project-main +1 running, 0 ended/m);
    await terminal.press('Down');
    await terminal.waitFor('the other row', (text) => text.includes('› other-work'));
    await terminal.press('Enter');
    const other = await terminal.waitFor('the other session', (text) => text.includes('sleep 60'));
    expect(other).toMatch(/^other-work/);
    expect(other).not.toContain('sleep 61');

    await terminal.press('s');
    await terminal.waitFor('the choice', (text) => text.includes('› other-work'));
    await terminal.press('Home');
    await terminal.press('Enter');
    await terminal.waitFor('all of them', (text) =>
      /other-work\/bash_1 .*project-main\/bash_1 /s.test(text),
    );
  });

  test('goes on when the supervisor is killed, and when its guard is too', async () => {
    const world = await createWorld();
    await world.start(COUNTING, ...SESSION);
    const terminal = await open(world);
    await terminal.waitFor('output', (text) => text.includes('line 2'));
    await world.killSupervisor({ withGuard: false });
    await world.start('sleep 60', ...SESSION);
    await terminal.waitFor('what was started since', (text) => text.includes('bash_2'));
    await world.killSupervisor({ withGuard: true });
    await world.start('sleep 61', ...SESSION);
    const screen = await terminal.waitFor('what was started since', (text) =>
      text.includes('bash_3'),
    );
    const line = Number(/.*line (\d+)/s.exec(screen)?.[1]);
    await terminal.waitFor('output to follow', (text) => text.includes(`line ${line + 5}`));
  });

  test('fits a terminal that becomes 40×10, and one that grows again', async () => {
    const world = await createWorld();
    await world.start(COUNTING, ...SESSION);
    for (const seconds of [61, 62, 63, 64]) await world.start(`sleep ${seconds}`, ...SESSION);
    const terminal = await open(world);
    await terminal.waitFor('the list', (text) => text.includes('bash_5'));
    await terminal.resize({ columns: 40, rows: 10 });
    const small = await terminal.waitFor('a low list', (text) => text.includes('1–3 of 5'));
    const lines = small.split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^project-main/);
    expect(lines[1]).toMatch(/^ {2}SHELL +STATUS +CPU +COMMAND/);
    expect(lines[2]).toMatch(/^› bash_1 +running/);
    expect(lines[5]).toMatch(/^─ bash_1/);
    expect(lines[9]).toMatch(/^k kill/);
    await terminal.waitFor('output to follow', (text) =>
      /^line \d+\nline \d+\nline \d+\nk kill/m.test(text),
    );
    await terminal.press('End');
    await terminal.waitFor('the last shell', (text) => text.includes('› bash_5'));
    await terminal.resize({ columns: 120, rows: 40 });
    await terminal.waitFor(
      'the whole list',
      (text) => text.includes('bash_1') && text.includes('q quit'),
    );
  });

  test('shows 200 shells', async () => {
    const world = await createWorld();
    await world.start('echo the first; sleep 600', ...SESSION);
    await startMany(world, 199);
    const terminal = await open(world);
    await terminal.waitFor('how many there are', (text) =>
      text.includes('200 running, 1–13 of 200'),
    );
    await terminal.press('End');
    await terminal.waitFor('the last one', (text) => text.includes('188–200 of 200'));
    await terminal.press('PageUp', 'PageUp');
    await terminal.waitFor('two pages before', (text) => text.includes('176–188 of 200'));
    await terminal.type('/bash_1 echo');
    await terminal.waitFor(
      'the first alone',
      (text) => /^the first$/m.test(text) && text.includes('1 running'),
    );
    await terminal.press('C-c');
    // From outside: quicker than 200 kills on a slow machine.
    world.processesMatching('sleep 600').forEach(killNow);
    await waitUntil(
      'all to have ended',
      () => world.processesMatching('shim').length === 0,
      60_000,
    );
  }, 180_000);
});

describe('the terminal is left as it was found', () => {
  const ENDINGS = ['q', 'Ctrl-C', 'SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'a crash'] as const;
  // SIGKILL cannot be caught: after it the terminal needs `reset`.

  test.each(ENDINGS)('after %s', async (ending) => {
    const world = await createWorld();
    await world.start(COUNTING, ...SESSION);
    const crash = join(world.project, 'crash.cjs');
    await writeFile(crash, `process.on('SIGUSR2', () => { throw new Error('injected'); });`);
    const terminal = await FullScreenTerminal.open(world, undefined, {
      CRASH: `--require=${crash}`,
    });
    await terminal.enter('echo what stood here before');
    const before = await terminal.state();

    await terminal.enter(`NODE_OPTIONS="$CRASH" '${process.execPath}' ${claude()} monit`);
    await terminal.waitFor('output', (text) => text.includes('line 3'));
    expect(await terminal.state()).toMatchObject({ isAlternate: true, isCursorShown: false });
    await end(world, terminal, ending);

    await waitUntil('the end', () => world.processesMatching('claude.cjs monit').length === 0);
    await terminal.enter('echo "left, exit $?"');
    const screen = await terminal.waitFor('the end', (text) => /left, exit \d+$/m.test(text));
    expect(await terminal.state()).toEqual(before);
    expect(before).toMatchObject({ isAlternate: false, isCursorShown: true, wraps: true });
    expect(screen).toContain(`left, exit ${EXIT_CODES[ending]}`);
    if (ending === 'a crash') expect(screen).toContain('Error: injected');
  });

  const EXIT_CODES: Readonly<Record<(typeof ENDINGS)[number], number>> = {
    q: 0,
    'Ctrl-C': 0,
    SIGINT: 130,
    SIGTERM: 143,
    SIGHUP: 129,
    SIGQUIT: 131,
    'a crash': 1,
  };

  async function end(
    world: World,
    terminal: FullScreenTerminal,
    ending: (typeof ENDINGS)[number],
  ): Promise<void> {
    if (ending === 'q') return terminal.press('q');
    if (ending === 'Ctrl-C') return terminal.press('C-c');
    const [pid] = world.processesMatching('claude.cjs monit');
    if (pid === undefined) throw new Error('the view does not run');
    process.kill(pid, ending === 'a crash' ? 'SIGUSR2' : ending);
  }

  test('while it is stopped with Ctrl-Z, and it comes back', async () => {
    const world = await createWorld();
    await world.start(COUNTING, ...SESSION);
    const terminal = await FullScreenTerminal.open(world);
    const before = await terminal.state();
    await terminal.enter(`'${process.execPath}' ${claude()} monit`);
    await terminal.waitFor('output', (text) => text.includes('line 3'));
    await terminal.press('C-z');
    await terminal.waitFor('the prompt', (text) => /Stopped|\[1\]/.test(text));
    expect(await terminal.state()).toEqual(before);
    await terminal.enter('fg');
    await terminal.waitFor('the view again', (text) => text.includes('q quit'));
    await terminal.press('q');
    await waitUntil('the end', async () => !(await terminal.state()).isAlternate);
    await waitUntil(
      'the modes it had',
      async () => (await terminal.state()).modes === before.modes,
    );
  });
});

test('without a terminal it says what to use instead', async () => {
  const world = await createWorld();
  await world.start('sleep 60', ...SESSION);
  const error = await world.json(['monit'], 2);
  expect(error).toMatchObject({
    error: {
      code: 'NOT_A_TERMINAL',
      hint: expect.stringContaining('claude bashes --watch') as unknown,
    },
  });
  const { exitCode, stdout, stderr } = await world.claude(['monit']);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('terminal');
});

async function open(world: World): Promise<FullScreenTerminal> {
  const terminal = await FullScreenTerminal.open(world);
  await terminal.enter(`'${process.execPath}' ${claude()} monit`);
  return terminal;
}

function claude(): string {
  return `'${PROGRAM}'`;
}

/** Over one connection: as many programs one after the other would take minutes. */
async function startMany(world: World, count: number): Promise<void> {
  const client = new SupervisorClient(locate(world.home));
  const started = Array.from({ length: count }, (_, index) =>
    client.request('start-shell', {
      session: { sessionId: 'project-main', directory: world.project },
      uid: `monit-test-${index}`,
      command: 'sleep 600',
      environment: world.env,
      umask: 0o022,
      set: {},
    }),
  );
  await Promise.all(started);
  client.close();
}
