import { mkdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OutputJson } from '../../src/cli/output-json.js';
import { gate } from '../support/gate.js';
import { startClaude } from '../support/running-claude.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld } from '../support/world.js';

interface Failure {
  readonly error: { readonly code: string; readonly hint: string };
}

/** Somebody does this to the log of a running shell. `truth` is all that may be read of it then. */
const ACTS: readonly { what: string; act: (log: string) => void; truth: readonly string[] }[] = [
  {
    what: 'removed',
    act: (log) => {
      rmSync(log);
    },
    truth: ['LOG_MISSING'],
  },
  {
    what: 'replaced by a directory',
    act: (log) => {
      rmSync(log);
      mkdirSync(log);
    },
    truth: ['LOG_MISSING'],
  },
  {
    what: 'moved away with its directory',
    act: (log) => {
      renameSync(dirname(log), join(dirname(log), '../elsewhere'));
    },
    truth: ['LOG_MISSING'],
  },
  {
    what: 'replaced by a pipe',
    act: (log) => {
      rmSync(log);
      execFileSync('mkfifo', ['-m', '600', log]);
    },
    truth: ['LOG_MISSING', ''],
  },
  {
    what: 'cut to nothing',
    act: (log) => {
      truncateSync(log, 0);
    },
    truth: ['', 'LOG_MISSING'],
  },
  {
    what: 'replaced by an empty file',
    act: (log) => {
      rmSync(log);
      writeFileSync(log, '');
    },
    truth: ['', 'LOG_MISSING'],
  },
];

function cutToNothing(log: string): void {
  truncateSync(log, 0);
}

const TOLD = 'was replaced or shortened from outside';

describe('a log that is', () => {
  for (const { what, act, truth } of ACTS) {
    verifies('never-lost:output', `${what} while its shell runs`, async () => {
      const world = await createWorld();
      const go = gate(world);
      const { shellId, pid } = await world.start(`echo before; ${go.wait}; echo after; exit 4`);
      const { log } = await world.inspect(shellId);
      await waitUntil('the output', () => statSync(log).size === 7);
      const supervisor = (await world.supervisor()).pid;
      act(log);

      for (const flags of [
        [],
        ['--from-start'],
        ['--tail', '5'],
        ['--filter', 'x'],
        ['--wait', '10ms'],
      ]) {
        const run = await world.claude(['output', shellId, '--json', ...flags]);
        const answer = JSON.parse(run.stdout) as OutputJson & Partial<Failure>;
        expect(truth, `${flags.join(' ')}: ${run.stdout}`).toContain(
          answer.error?.code ?? answer.output,
        );
        expect(run.exitCode).toBe(answer.error === undefined ? 0 : 1);
        if (answer.error !== undefined) expect(answer.error.hint).not.toBe('');
      }
      expect(await world.list()).toMatchObject([{ status: 'running', pid }]);
      expect((await world.supervisor()).pid, 'the same supervisor').toBe(supervisor);
      go.open();
      expect((await world.claude(['wait', shellId])).exitCode).toBe(4);
    });
  }

  for (const { how, act, left } of [
    { how: 'cut to nothing', act: cutToNothing, left: '' },
    {
      how: 'replaced by a shorter file',
      act: (log: string) => {
        rmSync(log);
        writeFileSync(log, 'mine\n');
      },
      left: 'mine\n',
    },
  ]) {
    verifies('read-once:position', `${how} is told of, and read from its beginning`, async () => {
      const world = await createWorld();
      const go = gate(world);
      const { shellId } = await world.start(`echo before; ${go.wait}; echo after`);
      const { log } = await world.inspect(shellId);
      await waitUntil('the output', () => statSync(log).size === 7);
      expect((await world.output(shellId)).to).toBe(7);
      act(log);

      const first = await world.claude(['output', shellId, '--peek']);
      expect(first.stdout).toBe(left);
      expect(first.stderr).toContain(TOLD);
      const following = startClaude(world, ['output', shellId, '--follow']);
      await waitUntil('the reader to tell', () => following.stderr().includes(TOLD));
      await waitUntil(
        'the position to be true again',
        async () => (await world.list())[0]?.outputPosition === left.length,
      );
      go.open();
      expect(await following.ended).toBe(0);
      // What is written to a file that somebody has removed is nowhere.
      expect(following.stdout().toString()).toBe(left === '' ? 'after\n' : left);
      expect(following.stderr().split(TOLD), 'told once').toHaveLength(2);
      expect((await world.claude(['output', shellId])).stderr).not.toContain(TOLD);
    });
  }

  test('[read-once:position] cut: JSON says where it is read from, and stderr why', async () => {
    const world = await createWorld();
    const { shellId } = await world.start('echo before');
    await world.claude(['wait', shellId]);
    await world.output(shellId);
    const { log } = await world.inspect(shellId);
    writeFileSync(log, 'new\n');
    const { stdout, stderr } = await world.claude(['output', shellId, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ from: 0, to: 4, output: 'new\n', droppedBytes: 0 });
    expect(stderr).toContain(TOLD);
  });

  test('[never-lost:output] followed, and removed: it ends, with an error', async () => {
    const world = await createWorld();
    const go = gate(world);
    const { shellId } = await world.start(`echo before; ${go.wait}`);
    const { log } = await world.inspect(shellId);
    await waitUntil('the output', () => statSync(log).size === 7);
    const following = world.claude(['output', shellId, '--follow']);
    await waitUntil(
      'the reader to be there',
      async () => (await world.list())[0]?.outputPosition === 7,
    );
    rmSync(log);
    const { exitCode, stdout, stderr } = await following;
    expect([exitCode, stdout]).toEqual([1, 'before\n']);
    expect(stderr).toContain('is gone');
    go.open();
  });
});
