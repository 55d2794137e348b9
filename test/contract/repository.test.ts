import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Packages with an install script, and why the program is built without it. */
const WORKS_WITHOUT_ITS_SCRIPT: Readonly<Record<string, string>> = {
  'node_modules/esbuild':
    'Its script only speeds up its command line; the program comes as an optional package.',
  'node_modules/fsevents': 'Comes compiled; macOS only, for the watch mode of the test runner.',
};

interface LockFile {
  readonly packages: Readonly<
    Record<string, { readonly hasInstallScript?: boolean; readonly resolved?: string }>
  >;
}

test('no dependency needs an install script', async () => {
  const { packages } = await readJson<LockFile>('package-lock.json');
  const withScript = Object.keys(packages).filter(
    (path) => packages[path]?.hasInstallScript === true,
  );
  expect(withScript.filter((path) => !(path in WORKS_WITHOUT_ITS_SCRIPT))).toEqual([]);
});

test('the lock file names no registry', async () => {
  const { packages } = await readJson<LockFile>('package-lock.json');
  expect(Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)).toEqual(
    [],
  );
});

test('runs on Node 20.19 and newer', async () => {
  const { engines } = await readJson<{ engines: unknown }>('package.json');
  expect(engines).toEqual({ node: '>=20.19' });
});

test.runIf(existsSync(join(ROOT, '.git')))('no file names a private machine', async () => {
  const found: string[] = [];
  for (const file of await trackedFiles()) {
    const text = await readFile(join(ROOT, file), 'latin1');
    if (namesThisMachine(text) || namesPrivateRegistry(text)) found.push(file);
  }
  expect(found).toEqual([]);
});

function namesThisMachine(text: string): boolean {
  return [ROOT, homedir()].some((path) => path.length > 1 && text.includes(`${path}/`));
}

/** A package registry is known by what such hosts and their settings are called. */
function namesPrivateRegistry(text: string): boolean {
  const hosts = text.matchAll(
    /https?:\/\/([\w.-]*(?:registry|npm|artifactory|nexus|verdaccio)[\w.-]*)/g,
  );
  const isPrivate = Array.from(hosts, ([, host]) => host).some((host) => !isPublic(host ?? ''));
  return isPrivate || /^\s*(?:\/\/[^\s:]+:)?_auth(?:Token)?\s*=/m.test(text);
}

function isPublic(host: string): boolean {
  return /(?:^|\.)npmjs\.(?:org|com)$/.test(host);
}

async function trackedFiles(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: ROOT },
  );
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(join(ROOT, file), 'utf8')) as T;
}
