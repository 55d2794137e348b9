import { readFileSync, readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { gate } from '../support/gate.js';
import { contextOf, readOnce } from '../support/in-process.js';
import { startClaude } from '../support/running-claude.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld } from '../support/world.js';

/** Each command prints `first`, then something odd, then `last`; `log` is what must be left of it. */
const ODD_COMMANDS: readonly { what: string; command: string; log: string }[] = [
  {
    what: 'opens /dev/stderr anew',
    command: 'echo first; echo x >/dev/stderr; echo last',
    log: 'first\nx\nlast\n',
  },
  {
    what: 'opens /dev/stdout anew',
    command: 'echo first; echo x >/dev/stdout; echo last >/dev/fd/1',
    log: 'first\nx\nlast\n',
  },
  {
    what: 'tees to /dev/stderr',
    command: 'echo first; echo x | tee /dev/stderr; echo last',
    log: 'first\nx\nx\nlast\n',
  },
  {
    what: 'sends its output to /dev/null',
    command: 'echo first; exec >/dev/null; echo gone; echo last >&2',
    log: 'first\nlast\n',
  },
  {
    what: 'closes standard output',
    command: 'echo first; exec 1>&-; echo gone 2>/dev/null; echo last >&2',
    log: 'first\nlast\n',
  },
  {
    what: 'copies to standard error',
    command: 'echo first; echo x | cat >&2; echo last',
    log: 'first\nx\nlast\n',
  },
  {
    what: 'has job control',
    command: 'set -m; echo first; (echo x); echo y | cat; echo last',
    log: 'first\nx\ny\nlast\n',
  },
  {
    what: 'truncates what it thinks is its log',
    command: 'echo first; truncate -s 0 /dev/stdout 2>/dev/null; : >/dev/stderr; echo last',
    log: 'first\nlast\n',
  },
  {
    what: 'moves its descriptors around',
    command: 'exec 5>&1 1>&2 2>&5 5>&-; echo first; echo last >&2',
    log: 'first\nlast\n',
  },
];

verifies('never-lost:output', 'whatever a script does to its descriptors', async () => {
  const world = await createWorld();
  const shells = [];
  for (const { command } of ODD_COMMANDS) shells.push(await world.start(command));
  await world.claude(['wait', ...shells.map(({ shellId }) => shellId)]);
  for (const [index, { what, log }] of ODD_COMMANDS.entries()) {
    const { output, status } = await world.output(shells[index]?.shellId ?? '');
    expect({ what, output, status }).toEqual({ what, output: log, status: 'completed' });
  }
});

test.for([
  { what: 'in a process session of its own', start: 'setsid sh -c' },
  { what: 'that was disowned', start: 'nohup sh -c' },
])('[never-lost:output] a child $what writes on after the end', async ({ start }) => {
  const world = await createWorld();
  const go = gate(world);
  const { shellId } = await world.start(`echo before; ${start} "${go.wait}; echo after" & exit 3`);
  expect((await world.claude(['wait', shellId])).exitCode).toBe(3);
  // The end is recorded although something still holds the output.
  expect(await world.output(shellId)).toMatchObject({ status: 'failed', exitCode: 3 });
  go.open();
  const late = await world.json(['output', shellId, '--wait', '10s', '--from-start']);
  expect(late).toMatchObject({ from: 0 });
  const { log } = await world.inspect(shellId);
  await waitUntil('the late output', () => readFileSync(log, 'utf8').endsWith('after\n'));
  expect((await world.output(shellId, '--tail', '1')).output).toBe('after\n');
});

verifies('never-lost:output', 'bytes of every value arrive as they were', async () => {
  const world = await createWorld();
  const everything = Buffer.from(Array.from({ length: 65_536 }, (_, index) => (index * 7) & 0xff));
  const { shellId } = await world.start(
    `'${process.execPath}' -e 'process.stdout.write(Buffer.from(Array.from({ length: 65536 }, (_, i) => (i * 7) & 0xff)))'`,
  );
  await world.claude(['wait', shellId]);
  const reader = startClaude(world, ['output', shellId, '--max-bytes', '100000']);
  expect(await reader.ended).toBe(0);
  expect(reader.stdout().equals(everything)).toBe(true);
});

verifies(
  'disk:cap',
  'one line of 1 GB costs neither disk, memory nor the position',
  async () => {
    const world = await createWorld();
    const go = gate(world);
    const GIB = 1024 ** 3;
    const shell = await world.start(
      `head -c ${GIB} /dev/zero | tr '\\0' x; ${go.wait}; echo; echo next`,
    );
    const { shellId } = shell;
    const { pid } = await world.supervisor();
    const { log } = await world.inspect(shellId);
    const mebibytesOnDisk: number[] = [];
    await waitUntil(
      'the long line',
      () => {
        const { size, blocks } = statSync(log);
        mebibytesOnDisk.push((blocks * 512) / 1024 ** 2);
        return size === GIB;
      },
      60_000,
    );
    // The cap of 64 MB, what is written between two looks, and what a slow machine adds.
    expect(Math.max(...mebibytesOnDisk)).toBeLessThan(320);

    const context = contextOf(world, shell);
    const first = await readOnce(context, shell, 30_000);
    expect(first.from).toBe(first.droppedBytes);
    expect(first.output.toString()).toBe('x'.repeat(30_000));
    expect(first.more).toBe(true);
    const tail = await readOnce(context, shell, 30_000, { mode: { kind: 'tail', lines: 1 } });
    expect([tail.from, tail.to, tail.output.toString()]).toEqual([
      GIB - 30_000,
      GIB,
      'x'.repeat(30_000),
    ]);
    await readOnce(context, shell, 64 * 1024 ** 2);
    expect((await readOnce(context, shell, 30_000)).from).toBe(GIB);
    go.open();
    await world.claude(['wait', shellId]);
    expect(await world.output(shellId)).toMatchObject({
      from: GIB,
      to: GIB + 6,
      output: '\nnext\n',
    });

    const memory = /^VmHWM:\s*(\d+) kB$/m.exec(
      await readFile(`/proc/${pid ?? 0}/status`, 'utf8'),
    )?.[1];
    expect(Number(memory) / 1024, 'memory of the supervisor at its highest').toBeLessThan(200);
    expect(readdirSync(world.project)).toEqual(['gate.open']);
  },
  120_000,
);
