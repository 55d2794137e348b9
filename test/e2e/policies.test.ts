import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, type World } from '../support/world.js';

async function runs(world: World): Promise<number> {
  return (await world.inspect('bash_1')).runs;
}

describe('a shell with a policy', () => {
  test('fails twice, succeeds then, and is left alone', async () => {
    const world = await createWorld();
    const command = 'echo x >>tries; [ "$(wc -l <tries)" -ge 3 ]';
    await world.start(command, '--restart', 'on-failure:5');
    await waitUntil('the third run to succeed', async () => {
      const shell = await world.inspect('bash_1');
      return shell.status === 'completed' && shell.runs === 3;
    });
    expect((await readFile(join(world.project, 'tries'), 'utf8')).length).toBe(6);
  });

  test('is given up when it keeps failing, and says so', async () => {
    const world = await createWorld();
    await world.start('exit 9', '--restart', 'on-failure:1');
    const shell = await waitUntil('it to be given up', async () => {
      const seen = await world.inspect('bash_1');
      return seen.held === null ? undefined : seen;
    });
    expect(shell).toMatchObject({ runs: 2, status: 'failed', exitCode: 9 });
    expect(shell.held).toBe('it failed 2 times in a row');
  });

  test('is listed with the time of its next run, while it waits for it', async () => {
    const world = await createWorld();
    await world.start('exit 9', '--restart', 'on-failure:9');
    await waitUntil('a long pause', async () => (await runs(world)) >= 4, 20_000);
    await waitUntil('the list to tell of it', async () => {
      const { stdout } = await world.claude(['bashes']);
      return /failed \(exit 9\) +again in \ds/.test(stdout);
    });
    await world.kill('bash_1');
    expect((await world.claude(['bashes'])).stdout).not.toContain('again');
    expect((await world.claude(['inspect', 'bash_1'])).stdout).toMatch(
      /^not rerun {3}it was killed/m,
    );
  });

  test('is started again by the next supervisor when one died during the back-off', async () => {
    const world = await createWorld();
    await world.start('echo x >>tries; exit 1', '--restart', 'on-failure:6');
    await waitUntil('a second run', async () => (await runs(world)) >= 2);
    await world.killSupervisor({ withGuard: true });
    await waitUntil('a further run', async () => (await runs(world)) >= 4, 20_000);
    await world.kill('bash_1');
  });

  test('stays ended when a user kills it', async () => {
    const world = await createWorld();
    await world.start('exec sleep 600', '--restart', 'always');
    await world.kill('bash_1');
    expect(await world.inspect('bash_1')).toMatchObject({
      held: 'it was killed',
      status: 'killed',
    });
  });

  test('is killed when its time is up', async () => {
    const world = await createWorld();
    await world.start('exec sleep 600', '--timeout', '300ms');
    const [shell] = await world.json<object[]>(['wait', 'bash_1'], 143);
    expect(shell).toMatchObject({ status: 'killed', endReason: 'timeout' });
  });

  test('is started again when a watched file changes', async () => {
    const world = await createWorld();
    const path = join(world.project, 'watched');
    await writeFile(path, '');
    await world.start('exec sleep 600', '--watch', 'watched');
    await waitUntil('a second run', async () => {
      await appendFile(path, 'x'); // until the watch is up, a change is not seen
      return (await runs(world)) >= 2;
    });
    const { history } = await world.inspect('bash_1');
    expect(history[0]).toMatchObject({ status: 'killed', endReason: 'watch' });
  });

  test('is started again when it uses too much memory', async () => {
    const world = await createWorld();
    const hog = `node -e 'const kept = []; setInterval(() => kept.push(Buffer.alloc(4e6, 1)), 20)'`;
    await world.start(hog, '--max-memory', '100MB');
    await waitUntil('a second run', async () => (await runs(world)) >= 2, 40_000);
    expect((await world.inspect('bash_1')).history[0]).toMatchObject({ endReason: 'max-memory' });
    await world.kill('bash_1');
  });

  test('is ended when it neither prints nor computes, and says so before', async () => {
    const world = await createWorld();
    await world.start('exec sleep 600', '--idle-timeout', '2s');
    const [shell] = await world.json<object[]>(['wait', 'bash_1'], 143);
    expect(shell).toMatchObject({ status: 'killed', endReason: 'idle-timeout' });
    expect((await world.claude(['bashes'])).stderr).toContain('bash_1 has been idle');
  });
});
