import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { membersOf } from '../support/read-proc.js';
import { untilNothingPending } from '../support/state-files.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere } from '../support/world.js';

const LOOP = 'while :; do sleep 0.05; done';

interface Case {
  readonly what: string;
  /** Prints `up` when it can be signalled. */
  readonly command: string;
  readonly signal: NodeJS.Signals;
  readonly ends: { status: string; exitCode: number; signal: string | null };
  readonly output?: string;
}

const GROUP_CASES: readonly Case[] = [
  ...(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const).map((signal, index) => ({
    what: `${signal} ends a command that does not mind it`,
    command: 'ulimit -c 0; echo up; exec sleep 1000',
    signal,
    ends: { status: 'failed', exitCode: [143, 130, 129, 131][index] ?? 0, signal },
  })),
  ...(['SIGTERM', 'SIGINT', 'SIGHUP'] as const).map((signal, index) => ({
    what: `${signal} ends the interpreter and what it waits for`,
    command: 'echo up; sleep 1000; echo never',
    signal,
    ends: { status: 'failed', exitCode: [143, 130, 129][index] ?? 0, signal },
  })),
  {
    what: 'SIGQUIT ends what bash waits for; bash itself ignores it',
    command: 'ulimit -c 0; echo up; sleep 1000; echo $?; exit 7',
    signal: 'SIGQUIT',
    ends: { status: 'failed', exitCode: 7, signal: null },
    output: '131\n',
  },
  {
    what: 'a handler of the command decides',
    command: `trap 'echo caught; exit 9' TERM; echo up; ${LOOP}`,
    signal: 'SIGTERM',
    ends: { status: 'failed', exitCode: 9, signal: null },
    output: 'caught\n',
  },
];

describe.each(GROUP_CASES)(
  'a signal to the whole process group',
  ({ what, command, ...expected }) => {
    verifies('never-lost:exit', `to the group: ${what}`, async () => {
      const { shimPid, ...shell } = await startCase(command);
      process.kill(-shimPid, expected.signal);
      await shell.expectEnd(expected.ends, expected.output);
    });
  },
);

verifies('never-lost:exit', 'SIGKILL of the command is recorded as 137', async () => {
  const { pid, ...shell } = await startCase('echo up; exec sleep 1000');
  process.kill(pid, 'SIGKILL');
  await shell.expectEnd({ status: 'failed', exitCode: 137, signal: 'SIGKILL' });
});

verifies('never-lost:exit', 'SIGKILL of the interpreter alone is recorded as 137', async () => {
  const { pid, world, ...shell } = await startCase('echo up; sleep 1000; echo never');
  process.kill(pid, 'SIGKILL');
  await shell.expectEnd({ status: 'failed', exitCode: 137, signal: 'SIGKILL' });
  // What it has left behind still holds the output, and can still be ended.
  const [orphan] = (await world.inspect('bash_1')).processes;
  if (orphan === undefined) throw new Error('nothing was left behind');
  expect(orphan.command).toBe('sleep 1000');
  expect(await world.kill('bash_1')).toMatchObject([{ status: 'failed', survivors: [] }]);
  expect(isThere(orphan.pid)).toBe(false);
});

verifies(
  'kill:tree',
  'a shell that was stopped as a whole, shim and writer too, can be killed',
  async () => {
    const { shimPid, world } = await startCase('echo up; sleep 1000; echo never');
    process.kill(-shimPid, 'SIGSTOP');
    expect(await world.kill('bash_1')).toMatchObject([{ status: 'killed', survivors: [] }]);
    await untilNothingPending(world);
    await waitUntil('its shim to be gone', () => membersOf(shimPid).filter(isThere).length === 0);
  },
);

async function startCase(command: string) {
  const world = await createWorld();
  await world.start(command);
  const { log, pid, shimPid } = await world.inspect('bash_1');
  if (pid === null || shimPid === null) throw new Error('it does not run');
  await waitUntil('its first line', () => readFileSync(log, 'utf8') === 'up\n', 20_000);
  const expectEnd = async (ends: Case['ends'], output = ''): Promise<void> => {
    const { exitCode } = ends;
    expect(await world.json(['wait', 'bash_1', '--timeout', '20s'], exitCode)).toMatchObject([
      ends,
    ]);
    await waitUntil('its last line', () => readFileSync(log, 'utf8').endsWith(output));
    // No note of the shim's own shell ("Terminated") is among it; the command's own may be.
    if (output === '') expect(readFileSync(log, 'utf8')).toBe('up\n');
  };
  return { world, pid, shimPid, expectEnd };
}
