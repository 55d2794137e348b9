import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bundle } from './bundle.js';
import { fixture, FOREVER, startProgram } from './start-program.js';

test.runIf(process.getuid?.() === 0)('somebody else’s process refuses the signal', async () => {
  const { pid } = await startProgram('sh', FOREVER);
  const program = bundle(fixture('signal-as-nobody.ts'));
  const { stdout, stderr } = spawnSync(process.execPath, [program, String(pid)], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(stdout).toBe('refused');
});
