import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findProgram } from '../../../src/os/find-program.js';
import { freeBytes } from '../../../src/os/free-space.js';
import { watchFile } from '../../../src/os/watch-file.js';
import { scratchDirectory } from './start-program.js';

describe('findProgram', () => {
  function makeProgram(directory: string, name: string, mode: number): string {
    mkdirSync(directory, { recursive: true });
    const path = join(directory, name);
    writeFileSync(path, '');
    chmodSync(path, mode);
    return path;
  }

  test('takes the first on the PATH that is an executable file', () => {
    const root = scratchDirectory();
    const directories = ['missing', 'plain', 'folder', 'loop', 'first', 'second'].map((name) =>
      join(root, name),
    );
    makeProgram(join(root, 'plain'), 'tool', 0o644);
    mkdirSync(join(root, 'folder', 'tool'), { recursive: true });
    mkdirSync(join(root, 'loop'));
    symlinkSync('tool', join(root, 'loop', 'tool'));
    const first = makeProgram(join(root, 'first'), 'tool', 0o755);
    makeProgram(join(root, 'second'), 'tool', 0o755);
    expect(findProgram('tool', directories.join(':'))).toBe(first);
    expect(findProgram('other', directories.join(':'))).toBeUndefined();
  });

  test('takes an absolute path as it is', () => {
    const path = makeProgram(scratchDirectory(), 'tool', 0o755);
    expect(findProgram(path, undefined)).toBe(path);
    expect(findProgram(`${path}x`, undefined)).toBeUndefined();
  });

  test.each([
    { name: 'sh', pathVariable: undefined },
    { name: 'sh', pathVariable: '' },
    { name: './sh', pathVariable: '/bin' },
    { name: '../bin/sh', pathVariable: '/bin' },
    { name: '', pathVariable: '/bin' },
    { name: 'package.json', pathVariable: ':.:' },
  ])('does not look for "$name" in "$pathVariable"', ({ name, pathVariable }) => {
    expect(findProgram(name, pathVariable)).toBeUndefined();
  });
});

describe('freeBytes', () => {
  test('tells what is left', async () => {
    expect(await freeBytes('/')).toBeGreaterThan(0);
  });

  test('rejects where there is nothing', async () => {
    await expect(freeBytes('/nowhere')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('watchFile', () => {
  /** Watches a file and counts the calls; `seen` is how many came since it was last asked. */
  function watchCounting(path: string) {
    let calls = 0;
    const watch = watchFile(path, () => (calls += 1));
    onTestFinished(() => {
      watch.close();
    });
    return {
      watch,
      forget: () => (calls = 0),
      calls: () => calls,
    };
  }

  const limit = { timeout: 4_000 };

  test('tells of each way a file can change', async () => {
    const path = join(scratchDirectory(), 'log');
    writeFileSync(path, '');
    const { calls, forget, watch } = watchCounting(path);

    appendFileSync(path, 'a');
    await expect.poll(calls, limit).toBeGreaterThan(0);

    writeFileSync(`${path}.new`, 'replaced');
    forget();
    renameSync(`${path}.new`, path);
    await expect.poll(calls, limit).toBeGreaterThan(0);

    forget();
    appendFileSync(path, 'b');
    await expect.poll(calls, limit).toBeGreaterThan(0);

    forget();
    rmSync(path);
    await expect.poll(calls, limit).toBeGreaterThan(0);

    forget();
    writeFileSync(path, 'again');
    await expect.poll(calls, limit).toBeGreaterThan(0);

    forget();
    appendFileSync(path, 'c');
    await expect.poll(calls, limit).toBeGreaterThan(0);

    watch.close();
    watch.close();
  });

  test('waits for a file that is not there yet', async () => {
    const path = join(scratchDirectory(), 'log');
    const { calls } = watchCounting(path);
    writeFileSync(path, 'x');
    await expect.poll(calls, limit).toBeGreaterThan(0);
  });
});
