import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RestartedShell } from '../../src/protocol/requests.js';
import type { ShellView } from '../../src/domain/shell-view.js';
import { createWorld, isThere } from '../support/world.js';
import { waitUntil } from '../support/wait-until.js';

const SLEEP = 'exec sleep 600';

describe('claude restart', () => {
  test('keeps the id and the log, and counts the runs', async () => {
    const world = await createWorld();
    const first = await world.start('echo run; exec sleep 600', '--name', 'web');
    await world.output('bash_1', '--wait', '20s');
    const [second] = await world.json<RestartedShell[]>(['restart', 'bash_1', '--grace', '2s']);
    expect(second).toMatchObject({
      shellId: 'bash_1',
      status: 'running',
      environmentFrom: 'previous-run',
    });
    expect(second?.uid).not.toBe(first.uid);
    expect(isThere(first.pid ?? 0)).toBe(false);
    expect((await world.output('bash_1', '--wait', '20s')).output).toBe('run\n');
    expect((await world.output('bash_1', '--from-start')).output).toBe('run\nrun\n');
    expect(await world.inspect('bash_1')).toMatchObject({
      name: 'web',
      runs: 2,
      outputBytes: 8,
      history: [{ uid: first.uid, status: 'killed', exitCode: 143, signal: 'SIGTERM' }],
    });
  });

  test('runs an ended command again, and remembers how each run ended', async () => {
    const world = await createWorld();
    await world.start('exit 3');
    for (let run = 2; run <= 3; run += 1) {
      await world.json(['wait', 'bash_1'], 3);
      await world.json(['restart', 'bash_1']);
    }
    await world.json(['wait', 'bash_1'], 3);
    const { runs, history } = await world.inspect('bash_1');
    expect(runs).toBe(3);
    expect(history.map(({ status, exitCode }) => [status, exitCode])).toEqual([
      ['failed', 3],
      ['failed', 3],
    ]);
  });

  test('keeps the environment of the shell, also after a supervisor restart', async () => {
    const world = await createWorld();
    const env = { COLOUR: 'blue', 'odd.name': 'x' };
    const command = `echo "$COLOUR $(tr '\\0' '\\n' </proc/$$/environ | grep -c ^odd.name=x$)"; ${SLEEP}`;
    await world.json(['bash', '-b', command], 0, { env });
    await world.output('bash_1', '--wait', '20s');
    await world.json(['supervisor', 'stop']);
    for (const colour of ['red', 'green']) {
      const restarted = await world.json(['restart', 'bash_1', '--grace', '2s'], 0, {
        env: { COLOUR: colour },
      });
      expect(restarted).toMatchObject([{ environmentFrom: 'previous-run' }]);
      expect((await world.output('bash_1', '--wait', '20s')).output).toBe('blue 1\n');
    }
  });

  test('says so where nobody knows it any more', async () => {
    const world = await createWorld();
    await world.json(['bash', '-b', 'echo "$COLOUR"'], 0, { env: { COLOUR: 'blue' } });
    await world.claude(['wait', 'bash_1']);
    await world.output('bash_1');
    await world.json(['supervisor', 'stop']);
    const run = await world.claude(['restart', 'bash_1'], { env: { COLOUR: 'red' } });
    expect(run.stderr).toContain('has the environment of this terminal');
    await world.claude(['wait', 'bash_1']);
    expect((await world.output('bash_1')).output).toBe('red\n');
  });

  test('several at once', async () => {
    const world = await createWorld();
    await world.start(SLEEP);
    await world.start(SLEEP);
    const restarted = await world.json(['restart', 'bash_1', 'bash_2', '--grace', '2s']);
    expect(restarted).toMatchObject([{ shellId: 'bash_1' }, { shellId: 'bash_2' }]);
    expect((await world.list('--running')).map(({ runs }) => runs)).toEqual([2, 2]);
  });
});

describe('claude wait', () => {
  test('exits as the first that failed did', async () => {
    const world = await createWorld();
    await world.start('until [ -e go ]; do sleep 0.02; done; exit 3');
    await world.start('exit 0');
    await world.start('exit 4');
    expect((await world.claude(['wait', 'bash_2'])).exitCode).toBe(0);
    expect((await world.claude(['wait', 'bash_2', 'bash_3'])).exitCode).toBe(4);
    const waiting = world.claude(['wait', 'bash_1', 'bash_2', 'bash_3']);
    writeFileSync(join(world.project, 'go'), '');
    expect(await waiting).toMatchObject({
      exitCode: 4,
      stdout: 'bash_1  failed (exit 3)\nbash_2  completed\nbash_3  failed (exit 4)\n',
    });
    expect((await world.claude(['wait', 'bash_1'])).exitCode).toBe(3);
  });

  test('of a shell that a signal ended exits with 128 + n', async () => {
    const world = await createWorld();
    await world.start('kill -KILL $$');
    await world.start(SLEEP);
    expect((await world.claude(['wait', 'bash_1'])).exitCode).toBe(137);
    const waiting = world.claude(['wait', 'bash_2']);
    await world.kill('bash_2', '--grace', '2s');
    expect(await waiting).toMatchObject({ exitCode: 143, stdout: 'bash_2  killed (SIGTERM)\n' });
  });

  test('--any: the first end is enough', async () => {
    const world = await createWorld();
    await world.start(SLEEP);
    await world.start('until [ -e go ]; do sleep 0.02; done; exit 5');
    const waiting = world.json<ShellView[]>(['wait', 'bash_1', 'bash_2', '--any'], 5);
    writeFileSync(join(world.project, 'go'), '');
    expect(await waiting).toMatchObject([{ status: 'running' }, { status: 'failed' }]);
  });

  test('--timeout: 124, and what the shells are doing', async () => {
    const world = await createWorld();
    await world.start(SLEEP);
    const shells = await world.json(['wait', 'bash_1', '--timeout', '200ms'], 124);
    expect(shells).toMatchObject([{ shellId: 'bash_1', status: 'running' }]);
    await world.start('exit 0');
    await world.claude(['wait', 'bash_2']);
    expect((await world.claude(['wait', 'bash_2', '--timeout', '0s'])).exitCode).toBe(0);
  });

  test('goes on when the supervisor is replaced meanwhile', async () => {
    const world = await createWorld();
    await world.start('until [ -e go ]; do sleep 0.02; done; exit 6');
    const waiting = world.claude(['wait', 'bash_1']);
    await waitUntil('somebody to wait', () => world.processesMatching(' wait bash_1').length > 0);
    await world.killSupervisor({ withGuard: true });
    writeFileSync(join(world.project, 'go'), '');
    expect((await waiting).exitCode).toBe(6);
  });
});

describe('claude kill', () => {
  test('ends a shell and its tree; twice is no error', async () => {
    const world = await createWorld();
    await world.start('setsid sleep 611 & sleep 612 & exec sleep 613');
    await waitUntil('three processes', () => world.processesMatching('sleep 61').length >= 3);
    const killed = [
      { shellId: 'bash_1', status: 'killed', exitCode: 143, signal: 'SIGTERM', survivors: [] },
    ];
    expect(await world.kill('bash_1', '--grace', '2s')).toMatchObject(killed);
    expect(world.processesMatching('sleep 61')).toEqual([]);
    expect(await world.kill('bash_1')).toMatchObject(killed);
  });

  test('uses SIGKILL where SIGTERM is ignored, after the grace period', async () => {
    const world = await createWorld();
    await world.start(`trap '' TERM; echo ready; while :; do sleep 0.1; done`);
    await world.output('bash_1', '--wait', '20s');
    expect(await world.kill('bash_1', '--grace', '100ms')).toMatchObject([
      { status: 'killed', exitCode: 137, signal: 'SIGKILL', survivors: [] },
    ]);
  });

  test('--all spares those of --except', async () => {
    const world = await createWorld();
    for (let count = 0; count < 3; count += 1) await world.start(SLEEP);
    const killed = await world.kill('--all', '--except', 'bash_1', '--except', 'bash_3');
    expect(killed.map(({ shellId }) => shellId)).toEqual(['bash_2']);
    expect((await world.list('--running')).map(({ shellId }) => shellId)).toEqual([
      'bash_1',
      'bash_3',
    ]);
    expect(await world.kill('--all', '--grace', '2s')).toHaveLength(2);
    expect(await world.claude(['kill', '--all'])).toMatchObject({
      exitCode: 0,
      stdout: 'Nothing was running.\n',
    });
  });

  test.each(['HUP', 'SIGHUP', 'hup', '1'])('--signal %s only sends it', async (signal) => {
    const world = await createWorld();
    await world.start(`trap 'echo got it' HUP; echo ready; while :; do sleep 0.05; done`);
    await world.output('bash_1', '--wait', '20s');
    expect(await world.kill('bash_1', '--signal', signal)).toMatchObject([{ status: 'running' }]);
    await waitUntil('the handler to have run', async () =>
      (await world.output('bash_1', '--peek')).output.includes('got it\n'),
    );
    expect(await world.inspect('bash_1')).toMatchObject({ status: 'running' });
  });

  test('one wrong name, and nothing is killed', async () => {
    const world = await createWorld();
    await world.start(SLEEP);
    for (const wrong of ['bash_7', 'nosuch/bash_1'])
      expect((await world.claude(['kill', 'bash_1', wrong])).exitCode).toBe(3);
    expect((await world.claude(['kill', '--all', '--except', 'bash_7'])).exitCode).toBe(3);
    expect(await world.list('--running')).toHaveLength(1);
  });
});

describe('claude inspect', () => {
  test('shows processes, ports, sizes and files of a shell', async () => {
    const world = await createWorld();
    const { uid, pid } = await world.start(
      'echo hello; sleep 600 & exec sleep 601',
      '--max-output',
      '1MB',
    );
    await world.output('bash_1', '--wait', '20s');
    const shell = await waitUntil('both processes', async () => {
      const seen = await world.inspect('bash_1');
      return seen.processes.some(({ command }) => command === 'sleep 600') ? seen : undefined;
    });
    expect(shell).toMatchObject({
      uid,
      pid,
      interpreter: '/bin/bash',
      maxOutputBytes: 1_048_576,
      outputBytes: 6,
      outputPosition: 6,
      unreadBytes: 0,
      history: [],
      ports: [],
      outputGapTime: null,
    });
    expect(shell.log.startsWith(world.home)).toBe(true);
    expect(shell.processes.map(({ pid: each }) => each)).toContain(pid);
    const { stdout } = await world.claude(['inspect', 'bash_1']);
    expect(stdout).toMatch(/^command +echo hello; sleep 600/m);
    expect(stdout).toMatch(/^ {2}\d+ +sleep 600$/m);
  });
});
