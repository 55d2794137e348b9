import fs, { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { parseSessionId, parseShellId, parseShellUid } from '../../src/domain/ids.js';
import type { RunningRecord } from '../../src/domain/shell.js';
import { type Locations, locate } from '../../src/store/locations.js';
import { readRunningRecords, writeRunningRecord } from '../../src/store/running-records.js';
import { verifies } from '../support/verifies.js';

const UID = parseShellUid('11111111-1111-4111-8111-111111111111');

function recordWith(hasPolicy: boolean): RunningRecord {
  return {
    uid: UID,
    shellId: parseShellId('bash_1'),
    sessionIds: [parseSessionId('session')],
    command: 'true',
    cwd: '/',
    interpreter: '/bin/sh',
    startedAt: 1,
    bootId: 'boot',
    hasPolicy,
  };
}

function emptyState(): Locations {
  const root = mkdtempSync(join(tmpdir(), 'claude-sessions-running-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  const locations = locate(root);
  mkdirSync(locations.running);
  return locations;
}

/** Writes down, in order, what is synced and renamed. */
function recordSteps(run: () => void): string[] {
  const steps: string[] = [];
  const paths = new Map<number, string>();
  const { openSync, fsyncSync, renameSync } = fs;
  vi.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
    const descriptor = openSync(path, ...rest);
    paths.set(descriptor, basename(String(path)));
    return descriptor;
  });
  vi.spyOn(fs, 'fsyncSync').mockImplementation((descriptor) => {
    fsyncSync(descriptor);
    steps.push(`sync ${paths.get(descriptor) ?? '?'}`);
  });
  vi.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    renameSync(from, to);
    steps.push(`rename to ${basename(String(to))}`);
  });
  syncBuiltinESMExports();
  try {
    run();
  } finally {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  }
  return steps;
}

verifies(
  'reboot:policies',
  'the running record of a shell with a policy outlives a power cut that follows at once',
  () => {
    const locations = emptyState();
    const record = recordWith(true);
    const steps = recordSteps(() => {
      writeRunningRecord(locations, record);
    });
    expect(steps).toEqual([`sync ${UID}.tmp`, `rename to ${UID}`, 'sync running']);
    expect(readRunningRecords(locations)).toEqual([record]);
    expect(readdirSync(locations.running)).toEqual([UID]);
  },
);

verifies('reboot:policies', 'that of any other shell costs no sync', () => {
  const locations = emptyState();
  const steps = recordSteps(() => {
    writeRunningRecord(locations, recordWith(false));
  });
  expect(steps).toEqual([`rename to ${UID}`]);
});
