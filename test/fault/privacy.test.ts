import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { StartedShell } from '../../src/protocol/requests.js';
import { locate } from '../../src/store/locations.js';
import { whyNoMount } from '../support/file-system.js';
import { gate } from '../support/gate.js';
import { startScript } from '../support/running-claude.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, type World } from '../support/world.js';

const isRoot = process.getuid?.() === 0;
const SECRET = 'hunter2-only-in-memory';

interface Failure {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

/** Everything under a directory, itself included, as `d 700 path`, `f 600 path`, `s 600 path`. */
function modesUnder(root: string): string[] {
  const names = ['.', ...(readdirSync(root, { recursive: true }) as string[])];
  return names.map((name) => {
    const stats = lstatSync(join(root, name));
    const kind = stats.isDirectory() ? 'd' : stats.isFile() ? 'f' : stats.isSocket() ? 's' : '?';
    return `${kind} ${(stats.mode & 0o777).toString(8)} ${name}`;
  });
}

/** All but the compiled code that each program leaves when it has run for a while. */
function namesUnder(root: string): string[] {
  const names = readdirSync(root, { recursive: true }) as string[];
  return names.filter((name) => !name.includes('/cache')).sort();
}

/** Names, contents and modes of everything, to see that nothing was changed. */
function picture(root: string): string[] {
  return modesUnder(root).map((line) => {
    const path = join(root, line.split(' ').slice(2).join(' '));
    return line.startsWith('f') ? `${line} ${readFileSync(path, 'latin1')}` : line;
  });
}

describe('what is kept', () => {
  test.for(['000', '022', '077'])(
    '[private:modes] is for nobody else, under umask %s',
    async (umask) => {
      const world = await createWorld();
      const script = startScript(
        world,
        `umask ${umask}
         claude bash -b --session one --max-output 1MB 'head -c 3000000 /dev/zero; exit 3' >&2
         claude wait one/bash_1 >&2
         claude output one/bash_1 --max-bytes 10 >&2
         claude restart one/bash_1 >&2
         claude wait one/bash_1 >&2
         claude bash -b --session another 'umask; sleep 600' >&2
         claude kill one/bash_1 --grace 0ms >&2
         claude bash -b --session one 'sleep 600' >&2
         claude output another/bash_1 --wait 10s`,
      );
      await script.ended;
      // A command has the umask of whoever started it.
      expect(script.stdout().toString().trim(), script.stderr()).toBe(`0${umask}`);
      await waitUntil('the manifests', () =>
        existsSync(join(world.home, 'sessions/another/manifest.json')),
      );
      const modes = modesUnder(world.home);
      expect(modes.filter((line) => !/^(d 700|f 600|s [67]00) /.test(line))).toEqual([]);
      for (const part of [
        'running/',
        'spool/',
        'projects/',
        '.log',
        'supervisor.lock',
        'supervisor.sock',
      ])
        expect(
          modes.some((line) => line.includes(part)),
          part,
        ).toBe(true);
    },
  );

  verifies('private:environment', 'holds no environment, nor does the supervisor', async () => {
    const world = await createWorld();
    const env = { API_TOKEN: SECRET };
    const started = await world.claude(
      [
        'bash',
        '-b',
        '--env',
        `OTHER=${SECRET}-2`,
        '--',
        'test -n "$API_TOKEN" && echo "${#OTHER}"; sleep 600',
      ],
      { env },
    );
    expect(started.exitCode, started.stderr).toBe(0);
    await waitUntil(
      'the output',
      async () => (await world.output('bash_1', '--peek')).output !== '',
    );
    expect((await world.output('bash_1')).output).toBe(`${SECRET.length + 2}\n`);
    await world.claude(['restart', 'bash_1', '--grace', '100ms'], { env });
    await world.killSupervisor({ withGuard: true });
    await world.claude(['restart', 'bash_1', '--grace', '100ms'], { env });

    for (const name of readdirSync(world.home, { recursive: true }) as string[]) {
      const path = join(world.home, name);
      if (lstatSync(path).isFile())
        expect(readFileSync(path, 'latin1').includes(SECRET), name).toBe(false);
    }
    const { pid } = await world.supervisor();
    for (const process of [pid ?? 0, ...world.processesMatching('guard.sh')])
      expect(readFileSync(`/proc/${process}/environ`, 'latin1')).not.toContain(SECRET);
    const shells = world.processesMatching('sleep 600');
    expect(
      shells.some((shell) => readFileSync(`/proc/${shell}/environ`, 'latin1').includes(SECRET)),
    ).toBe(true);
  });
});

describe('a state directory', () => {
  const CASES: readonly {
    what: string;
    code: string;
    onlyRoot?: boolean;
    make: (home: string) => void;
  }[] = [
    {
      what: 'of another user',
      code: 'STATE_NOT_OWNED',
      onlyRoot: true,
      make: (home) => {
        mkdirSync(home, { mode: 0o700 });
        chownSync(home, 65534, 65534);
      },
    },
    {
      what: 'that everybody can write',
      code: 'STATE_NOT_PRIVATE',
      make: (home) => {
        mkdirSync(home);
        chmodSync(home, 0o777);
      },
    },
    {
      what: 'that its group can write',
      code: 'STATE_NOT_PRIVATE',
      make: (home) => {
        mkdirSync(home);
        chmodSync(home, 0o770);
      },
    },
    {
      what: 'that is a link',
      code: 'STATE_NOT_DIRECTORY',
      make: (home) => {
        mkdirSync(`${home}-elsewhere`, { mode: 0o700 });
        symlinkSync(`${home}-elsewhere`, home);
      },
    },
    {
      what: 'that is a file',
      code: 'STATE_NOT_DIRECTORY',
      make: (home) => {
        writeFileSync(home, 'a file');
      },
    },
    {
      what: 'of which a part is a link',
      code: 'STATE_NOT_DIRECTORY',
      make: (home) => {
        mkdirSync(home, { mode: 0o700 });
        mkdirSync(`${home}-elsewhere`, { mode: 0o700 });
        symlinkSync(`${home}-elsewhere`, join(home, 'sessions'));
      },
    },
    {
      what: 'of which a part everybody can write',
      code: 'STATE_NOT_PRIVATE',
      make: (home) => {
        mkdirSync(home, { mode: 0o700 });
        mkdirSync(join(home, 'spool'));
        chmodSync(join(home, 'spool'), 0o777);
      },
    },
    ...(whyNoMount === undefined
      ? [
          {
            what: 'that is read-only',
            code: 'STATE_READ_ONLY',
            make: (home: string) => {
              mkdirSync(home, { mode: 0o700 });
              execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,mode=700', 'none', home]);
              onTestFinished(() => {
                execFileSync('umount', ['--lazy', home]);
              });
            },
          },
        ]
      : []),
  ];

  for (const { what, code, onlyRoot, make } of CASES) {
    test.skipIf(onlyRoot === true && !isRoot)(
      `[private:owner] ${what} is refused, and left alone`,
      async () => {
        const world = await createWorld();
        make(world.home);
        const root = dirname(world.home);
        const before = picture(root).filter((line) => !line.includes('/cache'));
        for (const args of [
          ['bash', '-b', '--json', 'echo no > ran'],
          ['bashes', '--json'],
        ]) {
          const run = await world.claude(args);
          expect(run.exitCode, run.stdout + run.stderr).toBe(5);
          const { error } = JSON.parse(run.stdout) as Failure;
          expect(error.code).toBe(code);
          expect(error.hint).not.toBe('');
          expect(error.message).toContain(world.home);
        }
        const after = picture(root).filter(
          (line) => !/ (state|state-elsewhere)\/(cache|config)/.test(line),
        );
        const added = after.filter(
          (line) => !before.includes(line) && !/^d 700 state\/\w+ *$/.test(line),
        );
        expect(added).toEqual([]);
        expect(before.filter((line) => !after.includes(line))).toEqual([]);
      },
    );
  }

  verifies('private:owner', 'that others may read is narrowed', async () => {
    const world = await createWorld();
    mkdirSync(world.home);
    chmodSync(world.home, 0o755);
    await world.start('exit 0');
    expect(statSync(world.home).mode & 0o777).toBe(0o700);
  });

  verifies(
    'private:modes',
    'whose path is too long for a socket has it elsewhere, as private',
    async () => {
      const world = await createWorld();
      const home = join(dirname(world.home), 'd'.repeat(120));
      const env = { CLAUDE_SESSIONS_HOME: home };
      const { socket, runtime } = locate(home);
      expect(dirname(runtime)).toBe(tmpdir());
      expect(runtime).toContain(`claude-sessions-${userInfo().uid}-`);
      onTestFinished(() => {
        rmSync(runtime, { recursive: true, force: true });
      });
      const started = await world.claude(['bash', '-b', '--json', 'exit 7'], { env });
      expect(started.exitCode, started.stdout).toBe(0);
      expect(lstatSync(socket).isSocket()).toBe(true);
      expect(statSync(runtime).mode & 0o777).toBe(0o700);
      expect((await world.claude(['wait', 'bash_1'], { env })).exitCode).toBe(7);
      expect((await world.claude(['supervisor', 'stop'], { env })).exitCode).toBe(0);
      expect(existsSync(socket)).toBe(false);

      // Somebody else was there first.
      rmSync(runtime, { recursive: true });
      mkdirSync(runtime);
      chmodSync(runtime, 0o777);
      const refused = await world.claude(['bashes', '--json'], { env });
      expect([refused.exitCode, (JSON.parse(refused.stdout) as Failure).error.code]).toEqual([
        5,
        'STATE_NOT_PRIVATE',
      ]);
    },
  );
});

describe('links', () => {
  verifies('private:links', 'in the place of our files are not written through', async () => {
    const world = await createWorld();
    const stay = gate(world);
    const shell = await world.start(stay.wait);
    const outside = join(world.project, 'outside');
    mkdirSync(outside);
    const session = join(world.home, 'sessions', shell.sessionId);
    const planted = [
      join(session, 'manifest.json'),
      join(session, 'output/bash_2.log'),
      join(world.home, 'supervisor.log'),
    ];
    planted.forEach((path, index) => {
      rmSync(path, { force: true });
      writeFileSync(join(outside, String(index)), 'theirs\n');
      symlinkSync(join(outside, String(index)), path);
    });
    const before = picture(outside);
    const refused = await world.claude(['bash', '-b', '--json', '--', 'echo ours']);
    expect((JSON.parse(refused.stdout) as Failure).error).toMatchObject({
      code: 'LOG_NOT_A_FILE',
      hint: expect.stringContaining('move it away') as unknown,
    });
    await world.claude(['bash', '-b', '--', 'echo ours']);
    stay.open();
    await world.claude(['wait', 'bash_1']);
    await world.claude(['supervisor', 'stop']);
    await world.list();
    expect(picture(outside)).toEqual(before);
    expect((await world.list()).find(({ shellId }) => shellId === 'bash_1')?.status).toBe(
      'completed',
    );
  });
});

describe('ids', () => {
  const BAD = [
    '../x',
    'a/../../b',
    '..',
    '.',
    '.hidden',
    '-x',
    'a b',
    'a\nb',
    'é',
    '',
    'x'.repeat(101),
    'x'.repeat(300),
    '/etc',
    'a/b',
  ];

  async function codeOf(
    world: World,
    args: readonly string[],
    env = {},
  ): Promise<[number, string]> {
    const run = await world.claude([...args, '--json'], { env });
    return [run.exitCode, (JSON.parse(run.stdout) as Failure).error.code];
  }

  verifies('private:ids', 'of sessions that are none are refused, and make nothing', async () => {
    const world = await createWorld();
    const kept: StartedShell = await world.start('exit 0');
    await world.claude(['wait', kept.shellId]);
    const before = namesUnder(dirname(world.home));
    for (const id of BAD) {
      expect([id, ...(await codeOf(world, ['bash', '-b', `--session=${id}`, 'true x']))]).toEqual([
        id,
        2,
        'INVALID_ID',
      ]);
    }
    for (const id of ['../x', 'x'.repeat(300)]) {
      expect([id, ...(await codeOf(world, ['bashes', `--session=${id}`]))]).toEqual([
        id,
        2,
        'INVALID_ID',
      ]);
      expect(await codeOf(world, ['bashes'], { CLAUDE_SESSION_ID: id })).toEqual([2, 'INVALID_ID']);
    }
    expect(namesUnder(dirname(world.home))).toEqual(before);
  });

  verifies('private:ids', 'of shells that are none are refused', async () => {
    const world = await createWorld();
    await world.start('exit 0');
    for (const id of [
      '../x',
      '../../x/bash_1',
      'a/../../b/bash_1',
      'bash_0',
      'bash_01',
      'bash_1/..',
      '/bash_1',
      '',
      `bash_${'1'.repeat(500)}`,
    ]) {
      expect([id, ...(await codeOf(world, ['output', id]))]).toEqual([id, 2, 'INVALID_ID']);
    }
  });
});
