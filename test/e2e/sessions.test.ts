import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { StartedShell } from '../../src/protocol/requests.js';
import { createWorld, type World } from '../support/world.js';

interface ErrorJson {
  readonly error: { readonly code: string; readonly message: string; readonly hint: string };
}

const SLEEP = 'exec sleep 600';

/** Another directory than the project, in the same world. */
function directoryOf(world: World, name: string): string {
  const path = join(world.project, '..', name);
  mkdirSync(path, { recursive: true });
  return path;
}

async function startIn(world: World, cwd: string, ...flags: string[]): Promise<StartedShell> {
  return world.json<StartedShell>(['bash', '-b', ...flags, SLEEP], 0, { cwd });
}

async function sessionOf(world: World, ...flags: string[]): Promise<string | undefined> {
  return (await world.list(...flags))[0]?.sessionId;
}

describe('the session that a command means', () => {
  test('is the one of the flag, else of the environment, else the latest of the directory', async () => {
    const world = await createWorld();
    await world.start(SLEEP, '--session', 'flag');
    await world.start(SLEEP, '--session', 'environment');
    await world.start(SLEEP, '--session', 'latest');
    const env = { CLAUDE_SESSION_ID: 'environment' };
    const session = async (flags: readonly string[], options: object): Promise<unknown> =>
      (await world.json<readonly StartedShell[]>(['bashes', ...flags], 0, options))[0]?.sessionId;

    expect(await session(['--session', 'flag'], { env })).toBe('flag');
    expect(await session([], { env })).toBe('environment');
    expect(await session([], {})).toBe('latest');
    expect(await session([], { env: { CLAUDE_SESSION_ID: '' } })).toBe('latest');
  });

  test('is started by `claude bash` where there is none, under the id that is named', async () => {
    const world = await createWorld();
    const [own, named, environment] = ['own', 'named', 'environment'].map((name) =>
      directoryOf(world, name),
    );
    expect((await startIn(world, named ?? '', '--session', 'my-custom-id')).sessionId).toBe(
      'my-custom-id',
    );
    const started = await world.json<StartedShell>(['bash', '-b', SLEEP], 0, {
      cwd: environment ?? '',
      env: { CLAUDE_SESSION_ID: 'from-outside' },
    });
    expect(started.sessionId).toBe('from-outside');
    const { sessionId, shellId } = await startIn(world, own ?? '');
    expect(sessionId).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect([shellId, (await startIn(world, own ?? '')).sessionId]).toEqual(['bash_1', sessionId]);
  });

  test('is none for other commands: they say so, and exit with 3', async () => {
    const world = await createWorld();
    for (const args of [['bashes'], ['kill', '--all']]) {
      const { error } = await world.json<ErrorJson>(args, 3);
      expect(error.code).toBe('NO_SESSION');
      expect(error.message).toContain(world.project);
    }
    const { error } = await world.json<ErrorJson>(['bashes', '--session', 'none'], 3);
    expect(error.code).toBe('SESSION_NOT_FOUND');
    const { stderr, stdout } = await world.claude(['bashes']);
    expect(stdout).toBe('');
    expect(stderr).toContain('No session was started in');
  });

  test('is the most recently active one of several in a directory', async () => {
    const world = await createWorld();
    await world.start('echo one; exec sleep 600', '--session', 'first');
    await world.start('echo two; exec sleep 600', '--session', 'second');
    expect(await sessionOf(world)).toBe('second');

    await world.output('first/bash_1', '--wait', '20s');
    expect(await sessionOf(world)).toBe('first');

    await world.kill('second/bash_1', '--grace', '1s');
    expect(await sessionOf(world)).toBe('second');

    await world.json(['restart', 'first/bash_1', '--grace', '1s']);
    expect(await sessionOf(world)).toBe('first');

    // Looking changes nothing.
    await world.json(['bashes', '--session', 'second']);
    await world.json(['inspect', 'second/bash_1']);
    await world.json(['supervisor', 'stop']);
    expect(await sessionOf(world)).toBe('first');
  });

  test('belongs to the directory itself, whatever way leads there', async () => {
    const world = await createWorld();
    const { sessionId } = await world.start(SLEEP);
    mkdirSync(join(world.project, 'sub'));
    const error = await world.json<ErrorJson>(['bashes'], 3, { cwd: join(world.project, 'sub') });
    expect(error.error.code).toBe('NO_SESSION');
    const here = await world.json<readonly StartedShell[]>(['bashes'], 0, {
      cwd: join(world.project, 'sub', '..'),
    });
    expect(here[0]?.sessionId).toBe(sessionId);
  });
});

describe('a shell of another session', () => {
  test('is found when only that one runs it', async () => {
    const world = await createWorld();
    const { sessionId } = await world.start(SLEEP);
    const cwd = directoryOf(world, 'other');
    expect(await world.json(['inspect', 'bash_1'], 0, { cwd })).toMatchObject({ sessionId });

    await world.kill('bash_1', '--grace', '1s');
    const { error } = await world.json<ErrorJson>(['inspect', 'bash_1'], 3, { cwd });
    expect(error.code).toBe('SHELL_NOT_FOUND');
    // In full it is found wherever one is, and whatever became of it.
    expect(await world.json(['inspect', `${sessionId}/bash_1`], 0, { cwd })).toMatchObject({
      sessionId,
      status: 'killed',
    });
  });

  test('is not taken for one of the current session', async () => {
    const world = await createWorld();
    await world.start(SLEEP, '--session', 'other');
    await world.start(SLEEP, '--session', 'other');
    const { sessionId } = await world.start('exit 0', '--session', 'current');
    expect(sessionId).toBe('current');
    expect(await world.inspect('bash_1')).toMatchObject({ sessionId: 'current' });
    expect(await world.inspect('bash_2')).toMatchObject({ sessionId: 'other' });
  });

  test('has to be named in full where several run one of that id', async () => {
    const world = await createWorld();
    for (const name of ['a', 'b', 'c'])
      await startIn(world, directoryOf(world, name), '--session', `session-${name}`);
    const { error } = await world.json<ErrorJson>(['kill', 'bash_1'], 3);
    expect(error.code).toBe('SHELL_AMBIGUOUS');
    for (const name of ['a', 'b', 'c']) expect(error.message).toContain(`session-${name}/bash_1`);
    expect(await world.list('--all', '--running')).toHaveLength(3);

    await world.kill('session-b/bash_1', '--grace', '1s');
    expect((await world.list('--all', '--running')).map(({ sessionId }) => sessionId)).toEqual([
      'session-a',
      'session-c',
    ]);
  });
});
