import { readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { replaceFile } from '../../src/store/atomic-file.js';
import { createWorldOn, whyNoMount } from '../support/file-system.js';
import { gate } from '../support/gate.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { isThere, type World } from '../support/world.js';

const MIB = 1024 ** 2;
const name = `a full disk${whyNoMount === undefined ? '' : ` (${whyNoMount})`}`;

/** Takes all that is left, but for `leaveBytes`. */
function fill(world: World, leaveBytes = 0): { free: () => void } {
  const path = join(world.project, '..', 'filler');
  const { bavail, bsize } = statfsSync(world.project);
  writeFileSync(path, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)));
  return {
    free: () => {
      rmSync(path);
    },
  };
}

function freeBytes(world: World): number {
  const { bavail, bsize } = statfsSync(world.project);
  return bavail * bsize;
}

function filesOf(world: World): Record<string, string> {
  const names = readdirSync(world.home, { recursive: true }) as string[];
  const files = names.filter((file) => statSync(join(world.home, file)).isFile());
  const kept = files.filter((file) => !/supervisor\.log|^cache/.test(file));
  return Object.fromEntries(
    kept.map((file) => [file, readFileSync(join(world.home, file), 'latin1')]),
  );
}

describe.skipIf(whyNoMount !== undefined)(name, () => {
  verifies('never-lost:full-disk', 'an exit is recorded, and everything else goes on', async () => {
    const world = await createWorldOn({ type: 'tmpfs', size: '8m' });
    const go = gate(world);
    const stay = gate(world, 'stay');
    const ended = await world.start(`${go.wait}; exit 42`);
    const running = await world.start(`echo here; ${stay.wait}; exit 43`);
    await world.start('sleep 600');
    const { pid } = await world.supervisor();
    const disk = fill(world);
    // The gate is a file of no bytes: it fits.
    go.open();
    expect((await world.claude(['wait', ended.shellId])).exitCode).toBe(42);
    expect(await world.list()).toMatchObject([
      { shellId: 'bash_2', status: 'running' },
      { shellId: 'bash_3', status: 'running' },
      { shellId: 'bash_1', status: 'failed', exitCode: 42 },
    ]);
    expect((await world.output(running.shellId)).output).toBe('here\n');
    expect(await world.kill('bash_3', '--grace', '1s')).toMatchObject([
      { status: 'killed', survivors: [] },
    ]);
    expect((await world.supervisor()).pid).toBe(pid);
    expect(isThere(running.pid ?? 0)).toBe(true);

    disk.free();
    const manifest = join(world.home, 'sessions', ended.sessionId, 'manifest.json');
    await waitUntil('the manifest to hold it all', () => {
      const text = readFileSync(manifest, 'utf8');
      return text.includes('"exitCode": 42') && text.includes('"killed"');
    });
    stay.open();
    expect((await world.claude(['wait', running.shellId])).exitCode).toBe(43);
  });

  verifies(
    'never-lost:full-disk',
    'an exit is recorded with no supervisor there at all',
    async () => {
      const world = await createWorldOn({ type: 'tmpfs', size: '8m' });
      const go = gate(world);
      const { shellId } = await world.start(`${go.wait}; exit 42`);
      await world.killSupervisor({ withGuard: true });
      const disk = fill(world);
      go.open();
      await waitUntil('the record', () =>
        readdirSync(join(world.home, 'spool')).some((file) => file.endsWith('.exited')),
      );
      disk.free();
      expect(await world.list()).toMatchObject([{ shellId, status: 'failed', exitCode: 42 }]);
    },
  );

  verifies(
    'never-lost:full-disk',
    'a log waits, goes on when there is space, and the gap is told',
    async () => {
      const world = await createWorldOn({ type: 'tmpfs', size: '8m' });
      const go = gate(world);
      const stay = gate(world, 'stay');
      const { shellId, pid } = await world.start(
        `echo begin; ${go.wait}; head -c ${4 * MIB} /dev/zero | tr '\\0' x; echo; echo end; ${stay.wait}`,
      );
      const disk = fill(world, 1 * MIB);
      go.open();
      await waitUntil('the disk to be full', () => freeBytes(world) === 0);
      await waitUntil(
        'it to be noticed',
        async () => (await world.inspect(shellId)).outputGapTime !== null,
      );
      expect(isThere(pid ?? 0)).toBe(true);
      expect(await world.list()).toMatchObject([{ status: 'running', pid }]);
      const before = await world.claude(['output', shellId]);
      expect(before.stdout).toMatch(/^begin\nx+$/);
      expect(before.stderr).toContain('may be missing');

      disk.free();
      await waitUntil(
        'the end',
        async () => (await world.output(shellId, '--tail', '1')).output === 'end\n',
      );
      const [view] = await world.list();
      expect(view?.outputBytes).toBeGreaterThan(4 * MIB - 128 * 1024);
      const rest = await world.output(shellId, '--max-bytes', String(8 * MIB));
      expect(rest.output).toMatch(/^x+\nend\n$/);
      stay.open();
      expect((await world.claude(['wait', shellId])).exitCode).toBe(0);
    },
  );

  verifies(
    'disk:cap',
    'a log that fills the disk over its cap is cut, and the shell goes on',
    async () => {
      const world = await createWorldOn({ type: 'tmpfs', size: '16m' });
      const stay = gate(world);
      const { shellId } = await world.start(
        `head -c ${64 * MIB} /dev/zero | tr '\\0' x; echo; echo end; ${stay.wait}`,
        '--max-output',
        '4MB',
      );
      await waitUntil(
        'the end',
        async () => (await world.output(shellId, '--tail', '1')).output === 'end\n',
        40_000,
      );
      stay.open();
      await world.claude(['wait', shellId]);
    },
  );

  verifies('never-lost:full-disk', 'a start is refused, and changes nothing', async () => {
    const world = await createWorldOn({ type: 'tmpfs', size: '8m' });
    const stay = gate(world);
    await world.start(stay.wait);
    await waitUntil(
      'the start to be all written',
      () => readdirSync(join(world.home, 'spool')).length === 1,
    );
    const before = filesOf(world);
    const disk = fill(world);
    const { error } = await world.json<{ error: { code: string; hint: string } }>(
      ['bash', '-b', 'echo never > ran'],
      1,
    );
    expect(error.code).toBe('DISK_FULL');
    expect(error.hint).not.toBe('');
    expect(filesOf(world)).toEqual(before);
    expect((await world.list()).map(({ shellId }) => shellId)).toEqual(['bash_1']);
    expect(readdirSync(world.project)).toEqual([]);
    disk.free();
    expect((await world.start('exit 0')).shellId).toMatch(/^bash_[23]$/);
    stay.open();
    await world.claude(['wait', 'bash_1']);
    expect((await world.list()).map(({ status }) => status)).toEqual(['completed', 'completed']);
  });

  verifies(
    'never-lost:full-disk',
    'a first start is refused, and leaves no session behind',
    async () => {
      const world = await createWorldOn({ type: 'tmpfs', size: '8m' });
      expect((await world.claude(['supervisor', 'start'])).exitCode).toBe(0);
      const disk = fill(world);
      const { error } = await world.json<{ error: { code: string } }>(['bash', '-b', 'exit 0'], 1);
      expect(error.code).toBe('DISK_FULL');
      const listed = await world.claude(['bashes', '--all', '--json']);
      expect(JSON.parse(listed.stdout)).toEqual([]);
      disk.free();
      expect((await world.start('exit 0')).shellId).toMatch(/^bash_[12]$/);
      const fresh = await world.claude(['bashes', '--all']);
      expect(fresh.stderr, 'no talk of damage').toBe('');
    },
  );

  verifies('torn:manifest', 'a file is replaced whole or not at all, whatever fits', async () => {
    const world = await createWorldOn({ type: 'tmpfs', size: '8m' });
    const path = join(world.project, 'file');
    const old = 'o'.repeat(9_000);
    const wanted = 'n'.repeat(10_000);
    await replaceFile(path, old);
    for (let leave = 0; leave <= 4; leave += 1) {
      writeFileSync(join(world.project, '..', 'empty'), ''); // the directory's own space is taken
      const { bavail, bsize } = statfsSync(world.project);
      const filler = join(world.project, '..', 'filler');
      writeFileSync(filler, Buffer.alloc((bavail - leave) * bsize));
      const outcome = await replaceFile(path, wanted).then(
        () => wanted,
        () => old,
      );
      expect(readFileSync(path, 'utf8') === outcome, `with ${leave} blocks left`).toBe(true);
      expect(readdirSync(world.project)).toEqual(['file']);
      rmSync(filler);
      await replaceFile(path, old);
    }
  });
});
