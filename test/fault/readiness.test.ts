import { createServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startClaude } from '../support/start-claude.js';
import { letGo, WAITS_FOR_GO } from '../support/state-files.js';
import { waitUntil } from '../support/wait-until.js';
import { commandLine, createWorld, killNow, type World } from '../support/world.js';

const LISTENS = `node -e 'require("net").createServer().listen(Number(process.argv[1]), "127.0.0.1")'`;

describe('a supervisor that is killed while somebody waits for readiness', () => {
  test.each([
    { by: 'port', flags: ['--ready-port'], command: `${WAITS_FOR_GO}; exec ${LISTENS} 0` },
    {
      by: 'output',
      flags: ['--ready-output', 'at last'],
      command: `${WAITS_FOR_GO}; echo at last; exec sleep 600`,
    },
  ])('by $by: the next one tells of it', async ({ flags, command }) => {
    const world = await createWorld();
    const waiting = startClaude(world, ['bash', '-b', '--json', ...flags, '--', command]);
    await untilItRuns(world);
    await world.killSupervisor({ withGuard: false });
    letGo(world);
    const { exitCode, stdout, stderr } = await waiting.ended;
    expect(exitCode, stderr + stdout).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ shellId: 'bash_1', status: 'running' });
    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running' }]);
  });
});

describe('a port that another process has', () => {
  test('is named as the cause when the server ends', async () => {
    const world = await createWorld();
    const port = await takePort();
    const command = `exec ${LISTENS} ${port} 2>/dev/null`;
    const run = await startReady(world, port, command);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain(`[port ${port} is in use by pid ${process.pid} (`);
    expect(run.stderr).toContain('has ended before that');
  });

  test('is named when the server never listens, and the shell that has it too', async () => {
    const world = await createWorld();
    await world.claude(['bash', '-b', '--ready-port', '--', `exec ${LISTENS} 0`]);
    const [holder] = await world.list();
    const port = holder?.ports?.[0] ?? 0;
    const run = await startReady(world, port, 'exec sleep 600');
    expect(run.exitCode).toBe(124);
    expect(run.stderr).toContain(
      `[port ${port} is in use by bash_1, pid ${holder?.pid ?? 0} (${commandLine(holder?.pid ?? 0)})]`,
    );
  });

  test('is not spoken of when it is free', async () => {
    const world = await createWorld();
    const port = await takePort();
    await freePort();
    const run = await startReady(world, port, 'exit 3');
    expect(run.exitCode).toBe(3);
    expect(run.stderr).not.toContain('in use');
  });
});

describe('a shell with an input', () => {
  test('reads on after what read it was killed, and after the supervisor was', async () => {
    const world = await createWorld();
    await world.start('while true; do head -n 1; done', '--stdin');
    for (const line of ['one', 'two', 'three']) {
      await world.claude(['send', 'bash_1', line]);
      await untilPrinted(world, line);
      const reader = await waitUntil('a reader', () =>
        world.processesMatching('head').find((pid) => commandLine(pid) === 'head -n 1'),
      );
      killNow(reader);
      if (line === 'two') await world.killSupervisor({ withGuard: true });
    }
    await world.claude(['send', 'bash_1', 'last']);
    await untilPrinted(world, 'last');
  });

  test('whose command was killed has ended: nobody who sends waits for ever', async () => {
    const world = await createWorld();
    const { pid } = await world.start('exec cat', '--stdin');
    killNow(pid ?? 0);
    await world.claude(['wait', 'bash_1', '--timeout', '20s']);
    const answer = await world.json(['send', 'bash_1', 'x'], 1);
    expect(answer).toMatchObject({ error: { code: 'SHELL_ENDED' } });
    await waitUntil(
      'nothing to hold the input',
      () => world.processesMatching('tail -f').length === 0,
    );
  });
});

let server: Server | undefined;

/** A port that this process listens on. */
async function takePort(): Promise<number> {
  const opened = (server = createServer());
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => freePort());
  const address = opened.address();
  if (address === null || typeof address === 'string') throw new Error('it has no port');
  return address.port;
}

async function freePort(): Promise<void> {
  const closing = server;
  server = undefined;
  if (closing !== undefined) await new Promise((resolve) => closing.close(resolve));
}

async function startReady(
  world: World,
  port: number,
  command: string,
): Promise<{ exitCode: number; stderr: string }> {
  const flags = ['--ready-port', `${port}`, '--ready-timeout', '500ms'];
  return world.claude(['bash', '-b', ...flags, '--', command]);
}

async function untilItRuns(world: World): Promise<void> {
  await waitUntil('it to run', async () => {
    const run = await world.claude(['bashes', '--json']);
    return run.exitCode === 0 && run.stdout.includes('"running"');
  });
}

async function untilPrinted(world: World, line: string): Promise<void> {
  await waitUntil(`"${line}" to be printed`, async () =>
    (await world.output('bash_1', '--tail', '9')).output.includes(`${line}\n`),
  );
}
