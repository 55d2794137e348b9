import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../../src/os/is-alive.js';
import { platform } from '../../../src/os/platform.js';
import { signalProcess } from '../../../src/os/signal-process.js';
import { spawnDetached, type DetachedProgram } from '../../../src/os/spawn-detached.js';
import { scratchDirectory } from './start-program.js';

const env = { PATH: process.env.PATH ?? '' };

async function start(program: DetachedProgram) {
  const started = await spawnDetached(program);
  onTestFinished(async () => {
    if (started.identity !== undefined) signalProcess(started.identity, 'SIGKILL');
    await started.ended;
  });
  return started;
}

describe('spawnDetached', () => {
  test('starts the leader of a session, known at once', async () => {
    const { pid, identity } = await start({ program: 'sleep', args: ['60'], env });
    if (identity === undefined) throw new Error('it has no identity');
    expect(identity.pid).toBe(pid);
    expect(isAlive(identity)).toBe(true);
    if (process.platform !== 'linux') return;
    const entry = platform.listProcesses().find((candidate) => candidate.pid === pid);
    expect(entry).toMatchObject({ parentPid: process.pid, processSession: pid });
  });

  test('tells when it ends', async () => {
    const { ended, identity } = await start({ program: 'true', args: [], env });
    await ended;
    expect(identity).toBeDefined();
    expect(identity === undefined || isAlive(identity)).toBe(false);
  });

  test('passes on the environment and the directory given, and nothing else', async () => {
    const cwd = scratchDirectory();
    const args = ['-c', 'exec sleep 60'];
    const { pid } = await start({ program: '/bin/sh', args, env: { ONLY: 'this' }, cwd });
    await expect.poll(() => platform.describeProcess(pid)).toBe('sleep 60');
    expect(platform.readEnvironment(pid)?.get('ONLY')).toBe('this');
    expect(platform.readEnvironment(pid)?.has('HOME')).toBe(false);
  });

  test.each([
    { title: 'a missing program', program: '/nowhere/program', code: 'ENOENT' },
    { title: 'a name that is not on the PATH', program: 'no-such-program', code: 'ENOENT' },
    { title: 'a directory', program: '/tmp', code: 'EACCES' },
    { title: 'arguments that are too long', args: ['x'.repeat(200_000)], code: 'E2BIG' },
    { title: 'a missing directory', cwd: '/nowhere', code: 'ENOENT' },
  ])('$title rejects with $code', async ({ code, program = 'true', args = [], cwd = '/' }) => {
    await expect(spawnDetached({ program, args, env, cwd })).rejects.toMatchObject({ code });
  });

  test('a file that is not executable rejects with EACCES', async () => {
    const program = join(scratchDirectory(), 'program');
    writeFileSync(program, '#!/bin/sh\n', { mode: 0o600 });
    await expect(spawnDetached({ program, args: [], env })).rejects.toMatchObject({
      code: 'EACCES',
    });
  });
});
