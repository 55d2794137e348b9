import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifies } from '../support/verifies.js';
import { createWorld } from '../support/world.js';

const STORED_SESSIONS = 50;

verifies('cost:constant', 'sessions that nobody means are not even looked into', async () => {
  const world = await createWorld();
  const { sessionId } = await world.start('echo hello; exec sleep 600');
  // Whoever reads such a manifest puts a copy of it aside, and writes a new one.
  const others = Array.from({ length: STORED_SESSIONS }, (_, index) => `stored-${index}`);
  for (const other of others) {
    await mkdir(join(world.home, 'sessions', other, 'output'), { recursive: true, mode: 0o700 });
    await writeFile(join(world.home, 'sessions', other, 'manifest.json'), 'garbage');
  }
  await world.killSupervisor({ withGuard: true });

  expect(await world.list()).toMatchObject([{ sessionId, status: 'running' }]);
  expect((await world.output('bash_1')).output).toBe('hello\n');
  await world.start('true');
  await world.json(['restart', 'bash_2']);
  await world.inspect('bash_2');
  await world.kill('bash_1');
  await world.json(['wait', 'bash_1'], 143);

  for (const other of others)
    expect(await readdir(join(world.home, 'sessions', other))).toEqual(['manifest.json', 'output']);
});
