import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundle } from './bundle.js';
import { fixture, scratchDirectory } from './start-program.js';

interface Answer {
  readonly closed: number[];
  readonly again: number[];
  readonly open: string[];
}

/** Runs Node with `descriptors` left open on `file` by a shell. */
function runWithOpen(descriptors: readonly number[], file: string, args: string[]): Answer {
  const left = descriptors.map((descriptor) => `${descriptor}>"$FILE"`).join(' ');
  const { stdout, stderr } = spawnSync('bash', ['-c', `exec "$@" ${left}`, 'bash', ...args], {
    encoding: 'utf8',
    env: { ...process.env, FILE: file },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Answer;
}

describe.runIf(process.platform === 'linux')('closeInheritedDescriptors', () => {
  const node = process.execPath;

  test('closes what would be passed on, once, and leaves Node its own', () => {
    const file = join(scratchDirectory(), 'left-open');
    const answer = runWithOpen([20, 40], file, [node, bundle(fixture('close-inherited.ts'))]);
    expect(answer.closed).toEqual(expect.arrayContaining([20, 40]));
    expect(answer.again).toEqual([]);
    expect(answer.open).not.toContain(file);
  });

  test('a process that Node started is left with nothing, whatever Node was left with', () => {
    const file = join(scratchDirectory(), 'left-open');
    const program = bundle(fixture('close-inherited.ts'));
    const start = [node, fixture('start-with-node.js'), program];
    const answer = runWithOpen([3, 4, 5, 9, 15, 16, 20, 40], file, start);
    expect(answer.closed).toEqual(expect.arrayContaining([20, 40]));
    expect(answer.open).not.toContain(file);
  });
});
