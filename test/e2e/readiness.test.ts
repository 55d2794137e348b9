import { describe, expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.js';
import { createWorld } from '../support/world.js';

const SERVER = `require("http").createServer((_, r) => r.end("hello")).listen(0, "127.0.0.1")`;

describe('a shell that gets ready', () => {
  test('by listening on a port', async () => {
    const world = await createWorld();
    const run = await world.claude([
      'bash',
      '-b',
      '--json',
      '--ready-port',
      '--',
      'node',
      '-e',
      SERVER,
    ]);
    expect(run.exitCode, run.stderr).toBe(0);
    const { ports } = JSON.parse(run.stdout) as { ports: number[] };
    expect(ports).toHaveLength(1);
    expect(await world.list()).toMatchObject([{ ports }]);
  });

  test('by what it prints, a line that is not complete included', async () => {
    const world = await createWorld();
    const args = [
      'bash',
      '-b',
      '--ready-output',
      'ready> $',
      'printf "loading\\nready> "; exec sleep 600',
    ];
    expect(await world.claude(args)).toMatchObject({ exitCode: 0 });
  });

  test('never: its last output is shown, and it runs on', async () => {
    const world = await createWorld();
    const args = [
      'bash',
      '-b',
      '--ready-port',
      '1',
      '--ready-timeout',
      '300ms',
      'echo still loading; exec sleep 600',
    ];
    const run = await world.claude(args);
    expect(run.exitCode).toBe(124);
    expect(run.stderr).toContain('still loading');
    expect(await world.list()).toMatchObject([{ status: 'running' }]);
  });

  test('never, because it ends: exits as it did', async () => {
    const world = await createWorld();
    const run = await world.claude([
      'bash',
      '-b',
      '--ready-port',
      '--',
      'sh',
      '-c',
      'echo no; exit 5',
    ]);
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('has ended before that');
  });

  test('is named when the same command runs already', async () => {
    const world = await createWorld();
    await world.start('exec sleep 600');
    const run = await world.claude(['bash', '-b', '--', 'exec sleep 600']);
    expect(run.stderr).toContain('the same command runs here already: bash_1');
  });
});

describe('a shell that is typed into', () => {
  test('through its standard input, to its end', async () => {
    const world = await createWorld();
    await world.start('python3 -i', '--stdin');
    await world.claude(['send', 'bash_1', 'print(6 * 7)']);
    await waitUntil('the answer', async () =>
      (await world.output('bash_1', '--tail', '5')).output.includes('42'),
    );
    await world.killSupervisor({ withGuard: true });
    await world.claude(['send', 'bash_1', 'print("still", "here")', '--eof']);
    expect((await world.claude(['wait', 'bash_1', '--timeout', '20s'])).exitCode).toBe(0);
    expect((await world.output('bash_1', '--tail', '9')).output).toContain('still here');
  });

  test('through a terminal', async () => {
    const world = await createWorld();
    await world.start('test -t 0 && read -r -p "password: " word && echo "got $word"', '--tty');
    await waitUntil('the question', async () =>
      (await world.output('bash_1', '--tail', '5')).output.includes('password: '),
    );
    await world.claude(['send', 'bash_1', 'sesame']);
    expect((await world.claude(['wait', 'bash_1', '--timeout', '20s'])).exitCode).toBe(0);
    expect((await world.output('bash_1', '--tail', '9')).output).toContain('got sesame');
  });

  test.each([
    { flags: [], command: 'exec sleep 600', code: 'NO_INPUT' },
    { flags: ['--stdin'], command: 'true', code: 'SHELL_ENDED' },
  ])('refuses with $code', async ({ flags, command, code }) => {
    const world = await createWorld();
    await world.start(command, ...flags);
    if (code === 'SHELL_ENDED') await world.claude(['wait', 'bash_1']);
    expect(await world.json(['send', 'bash_1', 'x'], 1)).toMatchObject({ error: { code } });
  });
});
