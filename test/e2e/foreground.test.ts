import { realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createWorld } from '../support/world.js';

describe('a command in the foreground', () => {
  test('prints as it goes, and exits as the command does', async () => {
    const world = await createWorld();
    const run = await world.claude(['bash', 'echo out; echo err >&2; exit 7']);
    expect(run).toMatchObject({ exitCode: 7, stdout: 'out\nerr\n', stderr: '' });
    expect(await world.list()).toMatchObject([
      { shellId: 'bash_1', status: 'failed', exitCode: 7 },
    ]);
  });

  test('leaves its directory and exports to the next command, also after a supervisor', async () => {
    const world = await createWorld();
    await mkdir(join(world.project, 'sub'));
    await world.claude(['bash', 'cd sub; export COLOUR=blue; unset LANG; exit 3']);
    await world.killSupervisor({ withGuard: true });
    const run = await world.claude(['bash', 'pwd; echo "$COLOUR ${LANG-none}"']);
    expect(run.stdout).toBe(`${realpathSync(join(world.project, 'sub'))}\nblue none\n`);
  });

  test('keeps what looks like a secret in memory only', async () => {
    const world = await createWorld();
    await world.claude(['bash', 'read -r API_TOKEN <token; export API_TOKEN'], {});
    await world.claude(['bash', 'export API_TOKEN=$(printf %s se cret)']);
    expect((await world.inspect('bash_2')).memoryOnly).toEqual(['API_TOKEN']);
    expect((await world.claude(['bash', 'echo ${#API_TOKEN}'])).stdout).toBe('6\n');
    const { stdout } = await world.claude([
      'bash',
      `grep -rl secret ${world.home}/sessions || echo nowhere`,
    ]);
    expect(stdout).toBe('nowhere\n');
  });

  test('goes on in the background after its time', async () => {
    const world = await createWorld();
    const run = await world.claude([
      'bash',
      '--background-after',
      '300ms',
      'echo first; exec sleep 600',
    ]);
    expect(run).toMatchObject({ exitCode: 0, stdout: 'first\n' });
    expect(run.stderr).toContain('bash_1 goes on in the background');
    expect(await world.list()).toMatchObject([{ shellId: 'bash_1', status: 'running' }]);
  });
});
