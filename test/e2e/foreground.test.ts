import { realpathSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
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

  test('prints nothing of its own, however often there is something new', async () => {
    const world = await createWorld();
    const run = await world.claude(['bash', 'for i in {1..15}; do echo $i; sleep 0.05; done']);
    expect(run.stderr).toBe('');
    expect(run.stdout.split('\n')).toHaveLength(16);
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
    await world.claude(['bash', 'export API_TOKEN=$(printf %s hid den)']);
    expect((await world.inspect('bash_1')).memoryOnly).toEqual(['API_TOKEN']);
    expect((await world.claude(['bash', 'echo ${#API_TOKEN}'])).stdout).toBe('6\n');
    const files = await readdir(world.home, { recursive: true, withFileTypes: true });
    for (const file of files.filter((entry) => entry.isFile())) {
      const text = await readFile(join(file.parentPath, file.name), 'latin1');
      expect(text.includes('hidden') && !file.name.endsWith('.cache'), file.name).toBe(false);
    }
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
