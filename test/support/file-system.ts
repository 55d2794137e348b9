import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createWorld, type World } from './world.js';

/** Why file systems cannot be mounted here; `undefined` where they can. */
export const whyNoMount = lookWhyNoMount();

/** `tmpfs` fills up at `size`; `ramfs` has no end, and cannot punch holes. */
type FileSystem = { readonly type: 'tmpfs'; readonly size: string } | { readonly type: 'ramfs' };

/** A world whose files all lie on a file system of their own, which goes away with it. */
export async function createWorldOn(fileSystem: FileSystem): Promise<World> {
  const point = mountTemporarily(fileSystem);
  const { TMPDIR } = process.env;
  process.env.TMPDIR = point;
  try {
    return await createWorld();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

function mountTemporarily(fileSystem: FileSystem): string {
  const point = mkdtempSync(join(tmpdir(), 'claude-sessions-mount-'));
  const options = fileSystem.type === 'tmpfs' ? `mode=700,size=${fileSystem.size}` : 'mode=700';
  execFileSync('mount', ['-t', fileSystem.type, '-o', options, 'none', point]);
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', point]);
    rmdirSync(point);
  });
  return point;
}

function lookWhyNoMount(): string | undefined {
  if (process.platform !== 'linux') return 'only on Linux';
  if (process.getuid?.() !== 0) return 'only root may mount';
  const bounding = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const CAP_SYS_ADMIN = 21n;
  const may = (BigInt(`0x${bounding ?? '0'}`) >> CAP_SYS_ADMIN) & 1n;
  return may === 1n ? undefined : 'this root may not mount';
}
