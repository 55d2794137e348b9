import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished } from 'vitest';
import { endProcesses } from '../../src/supervisor/end-processes.js';
import { readManifest } from '../../src/store/manifest-file.js';
import { parseSessionId, parseShellId } from '../../src/domain/ids.js';
import { locate, manifestPath } from '../../src/store/locations.js';
import { gate } from '../support/gate.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, isThere, killNow, type World } from '../support/world.js';

const isRoot = process.getuid?.() === 0;

/** Waits without a child: one would get the signal too, and bash would print what it died of. */
const IDLE = 'mkfifo idle; exec 3<>idle; while :; do read -rt 0.05 -u 3; done';

/**
 * What resists a kill. Each command prints `ready` when all that it starts is
 * there, and names its processes by the word `victim` in their command lines.
 */
const STUBBORN: readonly { what: string; command: string; processes: number }[] = [
  {
    what: 'ignores SIGTERM',
    command: `trap '' TERM HUP INT; echo ready; while :; do sleep 0.1; done; : victim`,
    processes: 1,
  },
  {
    what: 'has job control',
    command: `set -m; sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done; : victim' & wait`,
    processes: 1,
  },
  {
    what: 'is in process sessions of its own',
    command: `for i in 1 2 3; do setsid sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done; : victim' & done; wait`,
    processes: 3,
  },
  {
    what: 'is a daemon, forked twice in a session of its own, its parents gone',
    command: `(setsid sh -c 'sh -c "echo ready; while :; do sleep 0.1; done; : victim" &' &); sleep 60`,
    processes: 1,
  },
  {
    what: 'ignores SIGHUP',
    command: `nohup sh -c 'echo ready; while :; do sleep 0.1; done; : victim' & sleep 60`,
    processes: 1,
  },
  {
    what: 'runs in the background',
    command: `for i in 1 2 3 4; do sh -c 'echo ready; while :; do sleep 0.1; done; : victim' & done; wait`,
    processes: 4,
  },
  {
    what: 'has stopped itself',
    command: `sh -c 'echo ready; kill -STOP $$; while :; do sleep 0.1; done; : victim'`,
    processes: 1,
  },
  {
    what: 'is replaced by a child of its own all the time',
    command: `f() { if [ $1 -lt 2000 ]; then (f $(($1 + 1))) & fi; }; echo ready; sh -c 'i=0; n() { i=$((i+1)); [ $i -lt 50 ] && setsid sh -c ": victim; sleep 0.05; exec \\"\\$0\\" \\"\\$@\\"" true & }; while [ $i -lt 50 ]; do n; sleep 0.02; done; while :; do sleep 0.1; done; : victim'`,
    processes: 1,
  },
];

function victims(world: World): number[] {
  return world.processesMatching('victim').filter((pid) => !readCommand(pid).includes('shim.sh'));
}

function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

async function untilReady(world: World, shellId: string, times = 1): Promise<void> {
  await waitUntil(`${shellId} to be ready`, async () => {
    const { output } = await world.output(shellId, '--peek');
    return output.split('\n').filter((line) => line === 'ready').length >= times;
  });
}

describe('a kill', () => {
  verifies(
    'kill:tree',
    'reaches whatever resists it',
    async () => {
      const world = await createWorld();
      for (const { what, command, processes } of STUBBORN) {
        const { shellId } = await world.start(command);
        await untilReady(world, shellId, processes);
        await waitUntil(`all of what ${what}`, () => victims(world).length >= processes);
        const [killed] = await world.kill(shellId, '--grace', '300ms');
        expect({ what, ...killed }).toMatchObject({ what, status: 'killed', survivors: [] });
        expect(victims(world), what).toEqual([]);
      }
      // The shims and writers of all of them have gone as well.
      await waitUntil('the shims', () => world.processesMatching('shim.sh').length === 0);
    },
    90_000,
  );

  verifies('kill:tree', 'lets what behaves end by itself, and says how', async () => {
    const world = await createWorld();
    await world.start(`trap 'echo bye; exit 7' TERM; echo ready; ${IDLE}`);
    await untilReady(world, 'bash_1');
    const began = Date.now();
    expect(await world.kill('bash_1', '--grace', '20s')).toMatchObject([
      { shellId: 'bash_1', status: 'killed', exitCode: 7, signal: null, survivors: [] },
    ]);
    expect(Date.now() - began).toBeLessThan(15_000);
    expect((await world.output('bash_1')).output).toBe('ready\nbye\n');
  });

  verifies('kill:tree', 'continues what was stopped from outside', async () => {
    const world = await createWorld();
    const { pid } = await world.start(`trap 'echo bye; exit 0' TERM; echo ready; ${IDLE}`);
    await untilReady(world, 'bash_1');
    process.kill(pid ?? 0, 'SIGSTOP');
    expect(await world.list()).toMatchObject([{ status: 'running', pid }]);
    expect(await world.kill('bash_1', '--grace', '20s')).toMatchObject([
      { status: 'killed', exitCode: 0 },
    ]);
    expect((await world.output('bash_1')).output).toBe('ready\nbye\n');
  });

  verifies('kill:identity', 'leaves others alone that look the same', async () => {
    const world = await createWorld();
    const command = 'exec sleep 4242';
    const foreign = spawn('/bin/bash', ['-c', command], { cwd: world.project, stdio: 'ignore' });
    onTestFinished(async () => {
      const exited = once(foreign, 'exit');
      foreign.kill('SIGKILL');
      await exited;
    });
    await world.start(command);
    await world.start(command);
    expect(await world.kill('bash_1', '--grace', '100ms')).toMatchObject([{ status: 'killed' }]);
    expect(isThere(foreign.pid ?? 0)).toBe(true);
    expect(await world.list('--running')).toMatchObject([{ shellId: 'bash_2', status: 'running' }]);
  });

  verifies('kill:tree', 'of an ended shell is no error, and ends what it left behind', async () => {
    const world = await createWorld();
    const { shellId } = await world.start(
      `setsid sh -c 'while :; do sleep 0.1; done; : victim' & exit 5`,
    );
    await world.claude(['wait', shellId]);
    await waitUntil('the child', () => victims(world).length === 1);
    expect(await world.kill(shellId, '--grace', '100ms')).toMatchObject([
      { status: 'failed', exitCode: 5, survivors: [] },
    ]);
    expect(victims(world)).toEqual([]);
    expect(await world.kill(shellId)).toMatchObject([
      { status: 'failed', exitCode: 5, survivors: [] },
    ]);
  });

  verifies('kill:tree', 'asked for twice at once is answered twice', async () => {
    const world = await createWorld();
    await world.start(`trap '' TERM; echo ready; while :; do sleep 0.1; done`);
    await untilReady(world, 'bash_1');
    const both = await Promise.all([
      world.kill('bash_1', '--grace', '300ms'),
      world.kill('bash_1', '--grace', '300ms'),
    ]);
    for (const [killed] of both)
      expect(killed).toMatchObject({
        status: 'killed',
        exitCode: 137,
        signal: 'SIGKILL',
        survivors: [],
      });
  });

  verifies('kill:tree', 'takes exactly the shells that are meant', async () => {
    const world = await createWorld();
    const stay = gate(world);
    const running = async (): Promise<string[]> =>
      (await world.list('--running')).map(({ shellId }) => shellId);
    for (let index = 0; index < 4; index += 1) await world.start(stay.wait);
    for (const wrong of [
      ['bash_1', 'bash_9'],
      ['bash_1', 'nonsense'],
      ['--all', '--except', 'bash_9'],
      ['bash_1', '--signal', 'NONSENSE'],
    ]) {
      const refused = await world.claude(['kill', ...wrong]);
      expect(refused.exitCode, wrong.join(' ')).not.toBe(0);
    }
    expect(await running()).toEqual(['bash_1', 'bash_2', 'bash_3', 'bash_4']);

    await world.kill('bash_1', '--grace', '0ms');
    expect(await running()).toEqual(['bash_2', 'bash_3', 'bash_4']);
    await world.kill('--all', '--except', 'bash_2', '--except', 'bash_3', '--grace', '0ms');
    expect(await running()).toEqual(['bash_2', 'bash_3']);
    await world.kill('--all', '--grace', '0ms');
    expect(await running()).toEqual([]);
    expect(await world.kill('--all')).toEqual([]);
  });

  verifies('kill:tree', 'with a signal only sends it', async () => {
    const world = await createWorld();
    const { pid } = await world.start(`trap 'echo usr1' USR1; echo ready; ${IDLE}`);
    await untilReady(world, 'bash_1');
    for (const times of [1, 2]) {
      expect(await world.kill('bash_1', '--signal', 'USR1')).toMatchObject([{ status: 'running' }]);
      await waitUntil('the trap', async () => {
        const { output } = await world.output('bash_1', '--peek');
        return output === `ready\n${'usr1\n'.repeat(times)}`;
      });
    }
    expect(await world.list()).toMatchObject([{ status: 'running', pid }]);
    // An end by the signal that was sent counts as killed, another end does not.
    await world.kill('bash_1', '--signal', 'KILL');
    await world.claude(['wait', 'bash_1']);
    expect(await world.list()).toMatchObject([
      { status: 'killed', exitCode: 137, signal: 'SIGKILL' },
    ]);
  });
});

describe('what survives', () => {
  verifies('kill:survivors', 'is named, by the pid and command of each', async () => {
    const world = await createWorld();
    const stay = gate(world);
    const { sessionId, pid } = await world.start(`echo ready; ${stay.wait}`);
    await untilReady(world, 'bash_1');
    const path = manifestPath(locate(world.home), parseSessionId(sessionId));
    const read = await readManifest(path, parseSessionId(sessionId));
    const shell = read?.manifest.shells.get(parseShellId('bash_1'));
    if (shell === undefined) throw new Error('no shell');
    // Nobody may signal anything here: as if each process belonged to another user.
    const kill = process.kill.bind(process);
    onTestFinished(() => {
      process.kill = kill;
    });
    process.kill = () => {
      throw Object.assign(new Error('kill EPERM'), { code: 'EPERM' });
    };
    const survivors = await endProcesses(shell, 100);
    process.kill = kill;
    expect(survivors.find((survivor) => survivor.pid === pid)?.command).toContain('until [ -e');
    expect(isThere(pid ?? 0)).toBe(true);
    stay.open();
  });

  const why = isRoot ? '' : ' (only root can start what its user may not signal)';
  describe.skipIf(!isRoot)(`as another user${why}`, () => {
    verifies('kill:survivors', 'is told by "claude kill", which fails then', async () => {
      const world = await createWorld();
      // A supervisor without the right to signal others, and a child of another user.
      const { pid } = await startWithoutKill(world);
      expect(pid).not.toBe(0);
      await world.start(
        `setpriv --reuid 65534 --clear-groups sh -c 'echo ready; while :; do sleep 0.1; done; : victim' & wait`,
      );
      await untilReady(world, 'bash_1');
      const [victim] = victims(world).filter((candidate) => ownerOf(candidate) === 65534);
      const run = await world.claude(['kill', 'bash_1', '--grace', '100ms', '--json']);
      expect(run.exitCode).toBe(1);
      const [killed] = JSON.parse(run.stdout) as {
        survivors: { pid: number; command: string }[];
      }[];
      expect(killed?.survivors.find((survivor) => survivor.pid === victim)?.command).toContain(
        'victim',
      );
      const text = await world.claude(['kill', 'bash_1', '--grace', '0ms']);
      expect(text.stdout + text.stderr).toContain(String(victim));
      killNow(victim ?? 0);
      await waitUntil('the survivor to end', () => !isThere(victim ?? 0));
    });
  });
});

/** The supervisor, and so everything it starts, without CAP_KILL. */
async function startWithoutKill(world: World): Promise<{ pid: number }> {
  const program = join(import.meta.dirname, '../../bin/supervisor.cjs');
  const child = spawn(
    'setpriv',
    ['--bounding-set', '-kill', '--inh-caps', '-kill', process.execPath, program],
    {
      env: world.env,
      detached: true,
      stdio: 'ignore',
    },
  );
  child.unref();
  await waitUntil('the supervisor', () => existsSync(join(world.home, 'runtime/supervisor.sock')));
  return { pid: child.pid ?? 0 };
}

function ownerOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
}
