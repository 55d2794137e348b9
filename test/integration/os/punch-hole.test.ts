import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createMacosPlatform } from '../../../src/os/macos/macos-platform.js';
import { systemTools } from '../../../src/os/macos/run-tool.js';
import { platform } from '../../../src/os/platform.js';
import { scratchDirectory } from './start-program.js';

const MIB = 1024 * 1024;
const path = process.env.PATH;

afterEach(() => {
  process.env.PATH = path;
});

function fileOf(bytes: number): string {
  const file = join(scratchDirectory(), '-a file');
  writeFileSync(file, Buffer.alloc(bytes, 'x'));
  return file;
}

/** Bytes that the file takes on the disk, which may learn of the newest only when it has to. */
async function allocatedBytes(file: string): Promise<number> {
  const handle = await open(file);
  await handle.sync();
  await handle.close();
  return statSync(file).blocks * 512;
}

/** A machine whose only `fallocate` is this script. */
function withFallocate(script: string): void {
  const directory = scratchDirectory();
  writeFileSync(join(directory, 'fallocate'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(directory, 'fallocate'), 0o755);
  process.env.PATH = directory;
}

describe('punchHole', () => {
  test('frees whole blocks and moves nothing', async () => {
    const file = fileOf(4 * MIB);
    const before = await allocatedBytes(file);
    expect(await platform.punchHole(file, 3 * MIB + 100)).toBe(true);
    expect(before - (await allocatedBytes(file))).toBe(3 * MIB);
    const contents = readFileSync(file);
    expect(contents.length).toBe(4 * MIB);
    expect(contents.subarray(0, 3 * MIB).every((byte) => byte === 0)).toBe(true);
    expect(contents.subarray(3 * MIB).every((byte) => byte === 0x78)).toBe(true);
  });

  test('may be asked for more than there is, and twice', async () => {
    const file = fileOf(MIB);
    expect(await platform.punchHole(file, 2 * MIB)).toBe(true);
    expect(await platform.punchHole(file, 2 * MIB)).toBe(true);
    expect(statSync(file).size).toBe(MIB);
    expect(await allocatedBytes(file)).toBe(0);
  });

  test('leaves a file alone for less than a block', async () => {
    const file = fileOf(MIB);
    expect(await platform.punchHole(file, 511)).toBe(true);
    expect(readFileSync(file)[0]).toBe(0x78);
  });

  test('rejects with the errno of a file that cannot be opened', async () => {
    const missing = join(scratchDirectory(), 'missing');
    await expect(platform.punchHole(missing, MIB)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(platform.punchHole(scratchDirectory(), MIB)).rejects.toMatchObject({
      code: 'EISDIR',
    });
  });

  describe.runIf(process.platform === 'linux')('on Linux', () => {
    test('is false on a file system without holes', async () => {
      expect(await platform.punchHole(`/proc/${process.pid}/comm`, MIB)).toBe(false);
    });

    test('is false without fallocate', async () => {
      const file = fileOf(MIB);
      process.env.PATH = scratchDirectory();
      expect(await platform.punchHole(file, MIB)).toBe(false);
    });

    test.each([
      { whose: 'busybox', says: "fallocate: unrecognized option '--punch-hole'" },
      { whose: 'an old kernel', says: 'fallocate: fallocate failed: Function not implemented' },
      { whose: 'NFS', says: 'fallocate: fallocate failed: Operation not supported' },
      { whose: 'util-linux', says: 'fallocate: fallocate failed: keep size mode is unsupported' },
    ])('is false when the fallocate of $whose says so', async ({ says }) => {
      const file = fileOf(MIB);
      withFallocate(`echo "${says}" >&2; exit 1`);
      expect(await platform.punchHole(file, MIB)).toBe(false);
    });

    test('rejects when the disk fails', async () => {
      const file = fileOf(MIB);
      withFallocate('echo "fallocate: fallocate failed: Input/output error" >&2; exit 1');
      await expect(platform.punchHole(file, MIB)).rejects.toThrow('Input/output error');
    });

    test('the way of macOS is false here, where its fcntl is unknown', async () => {
      const file = fileOf(MIB);
      const mac = createMacosPlatform(systemTools);
      expect(await mac.punchHole(file, MIB)).toBe(false);
      expect(readFileSync(file)[0]).toBe(0x78);
    });
  });
});

/** The ps of Linux knows the columns that macOS is asked for, and prints them in the same form. */
test.runIf(process.platform === 'linux')('the questions to ps of macOS are understood', () => {
  const mac = createMacosPlatform({
    ...systemTools,
    runNow: (program, args) =>
      program === 'sysctl' ? 'a boot\n' : systemTools.runNow(program, args),
  });
  const self = mac.identifyProcess(process.pid);
  const startMs = Date.now() - process.uptime() * 1000;
  expect(Math.abs((self?.startTicks ?? 0) * 1000 - startMs)).toBeLessThan(5_000);
  expect(mac.listProcesses().map(({ pid }) => pid)).toContain(process.pid);
  expect(mac.describeProcess(process.pid)).toContain('node');
});
