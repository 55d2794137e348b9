import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.js';

const SHIM = readFileSync(join(import.meta.dirname, '../../templates/shim.sh'), 'utf8');
const PATH = process.env['PATH'] ?? '';
/** What `sh` may be, each made to behave as one. */
const SHELLS = ['sh', 'dash', 'bash --posix', 'zsh --emulate sh', 'busybox sh'];

let folder: string;
let runs = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shim-'));
  writeFileSync(join(folder, 'shim.sh'), SHIM);
  writeFileSync(join(folder, 'shim-without-proc.sh'), SHIM.replaceAll('/proc/', '/nowhere/'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const installed = SHELLS.map((shell) => {
  const [program = 'sh', ...options] = shell.split(' ');
  const isMissing = spawnSync(program, [...options, '-c', ':']).status !== 0;
  return { shell, isMissing, why: isMissing ? ' (not installed here)' : '' };
});

describe.each(installed)('the shim, run by $shell$why', ({ shell, isMissing }) => {
  test.skipIf(isMissing).each([
    ['exit 3', 3],
    ['kill -INT $$', 130],
    ['kill -KILL $$', 137],
    ['kill -TERM $$', 143],
  ])('records how "%s" ends', async (command, status) => {
    const { exited } = await startShim(shell, command);
    expect(await exited).toBe(status);
  });

  test.skipIf(isMissing)('records an interrupt of the whole group', async () => {
    const { shim, log, exited } = await startShim(shell, 'echo up; exec sleep 60');
    await waitUntil('it to run', () => readFileSync(log, 'utf8') === 'up\n');
    process.kill(-shim, 'SIGINT');
    expect(await exited).toBe(130);
  });

  test.skipIf(isMissing).each(['shim.sh', 'shim-without-proc.sh'])(
    '%s: the pid it records is the one of the command',
    async (script) => {
      const { stem, log, exited } = await startShim(shell, 'echo $$ >/dev/stderr', script);
      expect(await exited).toBe(0);
      const [recorded] = readFileSync(`${stem}.started`, 'utf8').split(' ');
      expect(readFileSync(log, 'utf8')).toBe(`${recorded}\n`);
    },
  );

  test.skipIf(isMissing)('leaves nothing of its own in the environment', async () => {
    const { log, exited } = await startShim(shell, 'exec env');
    await exited;
    const names = readFileSync(log, 'utf8').matchAll(/^([^=\n]+)=/gm);
    const own = [...names].map(([, name]) => name).filter((name) => /shim/i.test(name ?? ''));
    expect(own).toEqual([]);
  });
});

interface RunningShim {
  readonly shim: number;
  readonly stem: string;
  readonly log: string;
  /** What it records when everything has ended. */
  readonly exited: Promise<number>;
}

async function startShim(shell: string, command: string, script = 'shim.sh'): Promise<RunningShim> {
  const [program = 'sh', ...options] = shell.split(' ');
  const stem = join(folder, `run-${(runs += 1)}`);
  const log = `${stem}.log`;
  writeFileSync(`${stem}.pending`, ' '.repeat(8));
  writeFileSync(log, '');
  const child = spawn(program, [...options, join(folder, script), stem, log], {
    detached: true,
    stdio: 'ignore',
    env: {
      PATH,
      SHIM_PATH: PATH,
      SHIM_UMASK: '022',
      SHIM_INTERPRETER: '/bin/sh',
      SHIM_COMMAND: command,
    },
  });
  await once(child, 'spawn');
  const exited = once(child, 'exit').then(() => Number(readFileSync(`${stem}.exited`, 'utf8')));
  return { shim: child.pid ?? 0, stem, log, exited };
}
