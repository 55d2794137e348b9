import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { isAlive } from '../../../src/os/is-alive.js';
import { platform } from '../../../src/os/platform.js';
import { treeOf } from '../../../src/os/process-tree.js';
import { signalProcess } from '../../../src/os/signal-process.js';
import type { ProcessIdentity } from '../../../src/domain/process.js';
import { FOREVER, fixture, startProgram } from './start-program.js';

function identify(pid: number): ProcessIdentity {
  const identity = platform.identifyProcess(pid);
  if (identity === undefined) throw new Error(`pid ${pid} has no identity`);
  return identity;
}

describe('identity', () => {
  test('this process is alive under its own identity only', () => {
    const self = identify(process.pid);
    expect(isAlive(self)).toBe(true);
    expect(isAlive({ ...self, startTicks: self.startTicks + 1 })).toBe(false);
    expect(isAlive({ ...self, bootId: 'an earlier boot' })).toBe(false);
  });

  test.each([0, -1, 2 ** 22 + 1, NaN])('nobody holds the pid %d', (pid) => {
    expect(platform.identifyProcess(pid)).toBeUndefined();
  });

  test('a child is known in the very moment it is started, even when it has ended', async () => {
    for (let run = 0; run < 20; run += 1) {
      const child = spawn('true', [], { stdio: 'ignore' });
      expect(platform.identifyNewChild(child.pid ?? 0)).toBeDefined();
      await once(child, 'exit');
    }
  });

  test('a zombie has ended', async () => {
    const { line } = await startProgram('sh', [fixture('leave-zombie.sh')]);
    const zombie = Number(line);
    await expect.poll(() => platform.identifyProcess(zombie)).toBeUndefined();
    expect(platform.identifyProcesses([zombie, process.pid]).size).toBe(1);
    expect(platform.listProcesses().some(({ pid }) => pid === zombie)).toBe(false);
    expect(platform.readEnvironment(zombie)).toBeUndefined();
  });

  test.runIf(process.platform === 'linux')(
    'a process whose first thread has left is alive while another runs',
    async () => {
      const { pid } = await startProgram('python3', [fixture('first-thread-leaves.py')]);
      expect(platform.identifyProcess(pid)).toBeDefined();
    },
  );
});

describe('the table', () => {
  test('it has this process with its parent', () => {
    const entry = platform.listProcesses().find(({ pid }) => pid === process.pid);
    expect(entry).toMatchObject({
      parentPid: process.ppid,
      startTicks: identify(process.pid).startTicks,
    });
  });

  test('a tree has children and their children', async () => {
    const { pid, line } = await startProgram('sh', [
      '-c',
      'sh -c "echo \\$\\$; sleep 60; :" & read -r never; wait',
    ]);
    const inner = Number(line);
    await expect
      .poll(() => treeOf([pid], platform.listProcesses()).map(({ name }) => name))
      .toEqual(['sh', 'sh', 'sleep']);
    const tree = treeOf([pid], platform.listProcesses());
    expect(tree[1]?.pid).toBe(inner);
    for (const entry of tree.slice(1)) process.kill(entry.pid, 'SIGKILL');
  });

  test('a command line is told as ps does', async () => {
    const { pid } = await startProgram('sh', FOREVER);
    await expect.poll(() => platform.describeProcess(pid)).toBe('sleep 60');
    expect(platform.describeProcess(2 ** 22 + 1)).toBe(`pid ${2 ** 22 + 1}`);
  });
});

describe('signals', () => {
  test('a process is signalled under its identity', async () => {
    const { pid } = await startProgram('sh', FOREVER);
    const identity = identify(pid);
    expect(signalProcess(identity, 'SIGKILL')).toBe('sent');
    await expect.poll(() => isAlive(identity)).toBe(false);
    expect(signalProcess(identity, 'SIGKILL')).toBe('gone');
  });

  test.each([
    { since: 'the pid was reused', change: { startTicks: 1 } },
    { since: 'the machine was restarted', change: { bootId: 'an earlier boot' } },
  ])('a stranger is left alone when $since', async ({ change }) => {
    const { pid } = await startProgram('sh', FOREVER);
    const identity = identify(pid);
    expect(signalProcess({ ...identity, ...change }, 'SIGKILL')).toBe('gone');
    expect(isAlive(identity)).toBe(true);
  });
});

describe('environment', () => {
  const env = { CLAUDE_SHELL_UID: 'a1-b2', ODD: 'x=y\nz' };

  test('it is what the process was started with', async () => {
    const { pid } = await startProgram('sh', FOREVER, env);
    const variables = platform.readEnvironment(pid);
    expect(variables?.get('CLAUDE_SHELL_UID')).toBe('a1-b2');
    expect(variables?.get('PATH')).toBe(process.env.PATH);
  });

  test('variables are read by name, whole and exact', async () => {
    const { pid } = await startProgram('sh', FOREVER, env);
    const longer = await startProgram('sh', FOREVER, { CLAUDE_SHELL_UID: 'a1-b23' });
    const toldOnly = await startProgram('sh', [...FOREVER, 'CLAUDE_SHELL_UID=a1-b2']);
    const candidates = [longer.pid, toldOnly.pid, 2 ** 22 + 1, pid];
    const found = platform.readVariables(candidates, ['CLAUDE_SHELL_UID', 'UID']);
    expect([...found]).toEqual([
      [longer.pid, new Map([['CLAUDE_SHELL_UID', 'a1-b23']])],
      [pid, new Map([['CLAUDE_SHELL_UID', 'a1-b2']])],
    ]);
  });

  test.runIf(process.platform === 'linux')(
    'a process is found also while it becomes another program',
    async () => {
      const { pid } = await startProgram('sh', [fixture('exec-forever.sh')], {
        ...env,
        LONG: 'x'.repeat(9_000),
      });
      for (let look = 0; look < 5_000; look += 1) {
        const found = platform.readVariables([pid], ['CLAUDE_SHELL_UID']);
        expect(found.get(pid)?.get('CLAUDE_SHELL_UID')).toBe('a1-b2');
      }
    },
  );

  test.runIf(process.platform === 'linux')('it may be empty', async () => {
    const { pid } = await startProgram('env', ['-i', '/bin/sh', ...FOREVER]);
    await expect.poll(() => platform.describeProcess(pid)).toBe('sleep 60');
    expect(platform.readEnvironment(pid)?.has('CLAUDE_SHELL_UID')).toBe(false);
  });

  test('a process that has gone has none', () => {
    expect(platform.readEnvironment(2 ** 22 + 1)).toBeUndefined();
  });

  test.runIf(process.platform === 'linux')('one larger than a read is read whole', async () => {
    const { pid } = await startProgram('sh', FOREVER, {
      A: 'a'.repeat(100_000),
      B: 'b'.repeat(100_000),
      Z_LAST: 'found',
    });
    expect(platform.readVariables([pid], ['Z_LAST']).get(pid)?.get('Z_LAST')).toBe('found');
  });
});
