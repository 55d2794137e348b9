import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSessionId } from '../../src/domain/ids.js';
import { decodeManifest, encodeManifest } from '../../src/store/manifest-codec.js';

const FORM_1 = join(import.meta.dirname, '../fixtures/manifests/form-1.manifest');

/**
 * A file of each form that a release has ever written. It is never changed, and must load for ever:
 * what is added to the form later has to do without being there.
 */
async function loadForm1() {
  const text = await readFile(FORM_1, 'utf8');
  const session = parseSessionId('project-main');
  return decodeManifest(JSON.parse(text), session, FORM_1, '2100-01-01T00:00:00.000Z');
}

test('form 1 loads, and nothing of it is lost', async () => {
  const { manifest, problems } = await loadForm1();
  expect(problems).toEqual([]);
  expect(manifest).toMatchObject({
    sessionId: 'project-main',
    startTime: '2026-11-22T21:13:26.897Z',
    lastActive: '2026-11-22T21:13:31.252Z',
    directory: '/workspaces/project',
    cwd: '/workspaces/project/server',
    environment: { set: { PORT: '3000' }, unset: ['CI'] },
    nextShell: 11,
  });
  expect(Object.keys(manifest.unknownFields)).toContain('fromALaterRelease');
});

test('form 1: every state of a shell', async () => {
  const { manifest } = await loadForm1();
  expect(Object.fromEntries(manifest.shells)).toMatchObject({
    bash_1: {
      name: 'web',
      unknownFields: { fromALaterRelease: { kept: true } },
      command: 'python3 -m http.server 8080',
      interpreter: '/bin/bash',
      state: {
        status: 'running',
        process: { pid: 11680, startTicks: 425512 },
        shim: { pid: 11677, startTicks: 425511 },
      },
      output: { position: 1234, start: 0, fileBase: 0, maxBytes: 67_108_864 },
    },
    bash_2: { state: { status: 'completed', pid: 11733, exit: { exitCode: 0 } } },
    bash_3: { state: { status: 'failed', exit: { exitCode: 2 } } },
    bash_4: { state: { status: 'failed', exit: { exitCode: 137, signal: 'SIGKILL' } } },
    bash_5: { state: { status: 'killed', exit: { exitCode: 143, signal: 'SIGTERM' } } },
    bash_6: {
      state: { status: 'lost', reason: expect.stringContaining('its shim was killed') as string },
      output: {
        position: 2_000_000,
        start: 3_145_728,
        fileBase: 1_048_576,
        maxBytes: 1_048_576,
        gapAt: Date.parse('2026-11-22T21:20:00.000Z'),
      },
    },
    bash_7: {
      runs: 4,
      pastRuns: [
        { status: 'failed', exit: { exitCode: 3 } },
        { status: 'killed', exit: { exitCode: 143, signal: 'SIGTERM' } },
        { status: 'lost', lostReason: 'the machine was restarted' },
      ],
    },
    bash_8: {
      cwd: '/workspaces/project/server',
      state: { status: 'running', killRequest: { signal: 'SIGHUP' } },
    },
    bash_10: { state: { status: 'starting' } },
  });
});

test('form 1 is what this release writes, byte for byte', async () => {
  const { manifest } = await loadForm1();
  expect(encodeManifest(manifest)).toBe(await readFile(FORM_1, 'utf8'));
});
