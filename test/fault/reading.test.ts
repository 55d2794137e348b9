import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { OutputJson } from '../../src/cli/output-json.js';
import type { StartedShell } from '../../src/protocol/requests.js';
import { gate } from '../support/gate.js';
import { contextOf, readAll, readOnce } from '../support/in-process.js';
import { startClaude, startScript, untilStopped } from '../support/running-claude.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld, killNow, type World } from '../support/world.js';

/** Runs a command to its end. */
async function startAndWait(world: World, command: string): Promise<StartedShell> {
  const shell = await world.start(command);
  await world.claude(['wait', shell.shellId]);
  return shell;
}

async function untilWritten(world: World, shellId: string, bytes: number): Promise<void> {
  await waitUntil(`${shellId} to have written ${bytes} bytes`, async () => {
    return (
      ((await world.list()).find((shell) => shell.shellId === shellId)?.outputBytes ?? 0) >= bytes
    );
  });
}

async function positionOf(world: World): Promise<number | undefined> {
  return (await world.list())[0]?.outputPosition;
}

describe('a reader that dies', () => {
  verifies(
    'read-once:killed-reader',
    'before its commit leaves the bytes to the next',
    async () => {
      const world = await createWorld();
      const { shellId } = await startAndWait(world, 'printf "first\\nsecond\\n"');
      const reader = startClaude(world, ['output', shellId], {
        CLAUDE_SESSIONS_PAUSE_AT: 'read: delivered',
      });
      await untilStopped(reader.pid);
      expect(reader.stdout().toString()).toBe('first\nsecond\n');
      killNow(reader.pid);
      await reader.ended;

      expect(await world.output(shellId)).toMatchObject({
        from: 0,
        to: 13,
        output: 'first\nsecond\n',
      });
      expect(await world.output(shellId)).toMatchObject({ from: 13, to: 13, output: '' });
    },
  );

  verifies('read-once:killed-reader', 'is waited for only so long', async () => {
    const world = await createWorld();
    const { shellId } = await startAndWait(world, 'echo once');
    const reader = startClaude(world, ['output', shellId], {
      CLAUDE_SESSIONS_PAUSE_AT: 'read: delivered',
    });
    await untilStopped(reader.pid);
    const refused = await world.json<{ error: { code: string } }>(['output', shellId], 4);
    expect(refused.error.code).toBe('OUTPUT_BUSY');
    expect((await world.output(shellId, '--peek')).output).toBe('once\n');
    process.kill(reader.pid, 'SIGCONT');
    expect(await reader.ended).toBe(0);
    expect((await world.output(shellId)).output).toBe('');
  });

  verifies('read-once:killed-reader', 'with its pipe closed has read nothing', async () => {
    const world = await createWorld();
    const { shellId } = await startAndWait(world, 'head -c 1048576 /dev/zero | tr "\\0" x');
    const piped = startScript(world, `claude output ${shellId} --max-bytes 1048576 | head -c 1`);
    expect(await piped.ended).toBe(0);
    expect(piped.stdout().toString()).toBe('x');
    expect(piped.stderr()).toBe('');
    expect(await positionOf(world)).toBe(0);
  });

  verifies(
    'read-once:killed-reader',
    'following into a closed pipe counts what was taken',
    async () => {
      const world = await createWorld();
      const go = gate(world);
      const { shellId } = await world.start(`yes | head -c 500000; ${go.wait}`);
      await untilWritten(world, shellId, 500_000);
      const piped = startScript(world, `claude output ${shellId} --follow | head -c 1`);
      expect(await piped.ended).toBe(0);
      const position = (await positionOf(world)) ?? Infinity;
      const PIPE_BYTES = 65_536;
      expect(position).toBeLessThanOrEqual(PIPE_BYTES + 30_000);
      go.open();
    },
  );
});

verifies(
  'read-once:concurrent',
  '20 readers print every byte once while it is written',
  async () => {
    const world = await createWorld();
    const { shellId } = await world.start(
      'i=0; while [ $i -lt 4000 ]; do echo "line $i é"; i=$((i+1)); done; echo end',
    );
    const readers = Array.from({ length: 20 }, () =>
      world.claude(['output', shellId, '--max-bytes', '2000', '--json']),
    );
    const printed = (await Promise.all(readers)).flatMap(({ exitCode, stdout }) => {
      const answer = JSON.parse(stdout) as OutputJson & { error?: { code: string } };
      // Who has waited for his turn in vain has printed nothing.
      if (answer.error === undefined) return [answer];
      expect([exitCode, answer.error.code]).toEqual([4, 'OUTPUT_BUSY']);
      return [];
    });
    expect(printed.length).toBeGreaterThan(1);
    await world.claude(['wait', shellId]);
    printed.push(await world.output(shellId, '--max-bytes', '1000000'));

    const read = printed.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from);
    read.forEach(({ from }, index) => {
      expect(from, 'begins where the one before ended').toBe(read[index - 1]?.to ?? 0);
    });
    const { log } = await world.inspect(shellId);
    expect(read.map(({ output }) => output).join('')).toBe(readFileSync(log, 'utf8'));
  },
);

describe('characters', () => {
  const TEXT = 'aé€😀bé€😀\n';

  verifies('read-once:characters', 'are whole at every cut, and come once', async () => {
    const world = await createWorld();
    const shell = await startAndWait(world, `printf '${TEXT}'`);
    const context = contextOf(world, shell);
    for (let maxBytes = 4; maxBytes <= Buffer.byteLength(TEXT) + 1; maxBytes += 1) {
      const first = await readOnce(context, shell, maxBytes, { mode: { kind: 'from-start' } });
      const rest = first.more ? await readAll(context, shell, maxBytes) : [];
      const pieces = [first, ...rest].map(({ output }) => output);
      for (const piece of pieces) {
        expect(piece.length).toBeLessThanOrEqual(maxBytes);
        expect(piece.toString(), `cut to ${maxBytes}`).not.toContain('\uFFFD');
      }
      expect(Buffer.concat(pieces).toString()).toBe(TEXT);
    }
  });

  verifies('read-once:characters', 'are whole where a tail is cut to the most bytes', async () => {
    const world = await createWorld();
    const shell = await startAndWait(world, `printf '${TEXT}'`);
    const context = contextOf(world, shell);
    const all = Buffer.from(TEXT);
    for (let maxBytes = 4; maxBytes <= all.length; maxBytes += 1) {
      const { output, from, to } = await readOnce(context, shell, maxBytes, {
        mode: { kind: 'tail', lines: 1 },
      });
      expect(output.toString(), `cut to ${maxBytes}`).not.toContain('\uFFFD');
      expect(output.equals(all.subarray(from, to))).toBe(true);
      expect(output.length).toBeGreaterThan(maxBytes - 4);
    }
  });

  verifies(
    'read-once:characters',
    'are whole where a matching line is cut to the most bytes',
    async () => {
      const world = await createWorld();
      const shell = await startAndWait(world, `printf '${TEXT}'`);
      const context = contextOf(world, shell);
      for (let maxBytes = 4; maxBytes <= Buffer.byteLength(TEXT); maxBytes += 1) {
        const { output } = await readOnce(context, shell, maxBytes, {
          mode: { kind: 'peek' },
          filter: /b/,
        });
        expect(output.toString(), `cut to ${maxBytes}`).not.toContain('\uFFFD');
        // It stays a line.
        expect(TEXT.startsWith(output.toString().replace(/\n$/, ''))).toBe(true);
      }
    },
  );

  verifies('read-once:characters', 'wait until they are whole', async () => {
    const world = await createWorld();
    const go = gate(world);
    const shell = await world.start(`printf 'x\\342\\202'; ${go.wait}; printf '\\254y\\303'`);
    await untilWritten(world, shell.shellId, 3);
    expect(await world.output(shell.shellId)).toMatchObject({
      from: 0,
      to: 1,
      output: 'x',
      more: false,
    });
    go.open();
    await world.claude(['wait', shell.shellId]);
    const last = startClaude(world, ['output', shell.shellId]);
    await last.ended;
    // The half character at the very end is all that ever comes of it.
    expect(last.stdout()).toEqual(Buffer.from([0xe2, 0x82, 0xac, 0x79, 0xc3]));
  });

  verifies(
    'never-lost:output',
    'bytes that are no characters stay as they are, but in JSON',
    async () => {
      const world = await createWorld();
      const { shellId } = await startAndWait(world, "printf 'a\\377\\376b\\200\\n'");
      const reader = startClaude(world, ['output', shellId, '--peek']);
      await reader.ended;
      expect(reader.stdout()).toEqual(Buffer.from([0x61, 0xff, 0xfe, 0x62, 0x80, 0x0a]));
      expect(await world.output(shellId)).toMatchObject({
        from: 0,
        to: 6,
        output: 'a\uFFFD\uFFFDb\uFFFD\n',
      });
    },
  );
});

describe('what is read', () => {
  verifies('read-once:position', 'no newline at the end, and nothing at all', async () => {
    const world = await createWorld();
    await startAndWait(world, 'printf abc');
    await startAndWait(world, 'true');
    const bare = await world.claude(['output', 'bash_1']);
    expect(bare).toMatchObject({ exitCode: 0, stdout: 'abc' });
    expect(await world.output('bash_1')).toMatchObject({ from: 3, to: 3, output: '', more: false });
    const empty = await world.claude(['output', 'bash_2']);
    expect(empty).toMatchObject({ exitCode: 0, stdout: '' });
    expect(empty.stderr).toContain('bash_2');
    expect(await world.output('bash_2')).toMatchObject({
      from: 0,
      to: 0,
      output: '',
      status: 'completed',
      exitCode: 0,
    });
    for (const flags of [['--tail', '3'], ['--from-start'], ['--filter', 'x'], ['--follow']])
      expect((await world.claude(['output', 'bash_2', ...flags])).exitCode, flags[0]).toBe(0);
  });

  verifies('read-once:position', 'from the start, peeked at, its tail', async () => {
    const world = await createWorld();
    const shell = await startAndWait(world, 'seq 1 5');
    const { shellId } = shell;
    expect((await world.output(shellId, '--peek')).output).toBe('1\n2\n3\n4\n5\n');
    expect(await world.output(shellId, '--tail', '2')).toMatchObject({
      from: 6,
      to: 10,
      output: '4\n5\n',
    });
    expect(await positionOf(world)).toBe(0);
    expect(await world.output(shellId, '--tail', '99')).toMatchObject({
      from: 0,
      output: '1\n2\n3\n4\n5\n',
    });
    expect((await world.output(shellId)).output).toBe('1\n2\n3\n4\n5\n');
    expect((await world.output(shellId, '--tail', '1')).output).toBe('5\n');
    expect(await world.output(shellId, '--from-start', '--max-bytes', '4')).toMatchObject({
      from: 0,
      to: 4,
      more: true,
    });
    // It began again, and goes on from there.
    expect(await world.output(shellId)).toMatchObject({ from: 4, to: 10, output: '3\n4\n5\n' });
  });

  verifies('read-once:position', 'only lines that match, whole ones while it runs', async () => {
    const world = await createWorld();
    const go = gate(world);
    const shell = await world.start(
      `echo one; echo two; printf thr; ${go.wait}; echo ee; printf thrown`,
    );
    const { shellId } = shell;
    await untilWritten(world, shellId, 11);
    expect(await world.output(shellId, '--filter', '^t')).toMatchObject({
      from: 0,
      to: 8,
      output: 'two\n',
      more: false,
    });
    expect(await world.output(shellId, '--filter', '^t')).toMatchObject({
      from: 8,
      to: 8,
      output: '',
    });
    go.open();
    await world.claude(['wait', shellId]);
    expect(await world.output(shellId, '--filter', '^t')).toMatchObject({
      from: 8,
      to: 20,
      output: 'three\nthrown',
    });
  });

  verifies(
    'read-once:position',
    'a matching line that is too long is cut, and told of',
    async () => {
      const world = await createWorld();
      const { shellId } = await startAndWait(
        world,
        'head -c 5000 /dev/zero | tr "\\0" x; echo; echo no; echo xy',
      );
      const filter = ['--filter', 'x', '--max-bytes', '1000'];
      const first = await world.claude(['output', shellId, ...filter]);
      expect(first.stdout).toBe(`${'x'.repeat(999)}\n`);
      expect(first.stderr).toContain('[3.9 KB of a matching line were left out');
      expect(await world.claude(['output', shellId, ...filter])).toMatchObject({
        stdout: 'xy\n',
        stderr: expect.not.stringContaining('left out') as string,
      });
      const again = await world.claude(['output', shellId, '--from-start', '--json', ...filter]);
      expect(JSON.parse(again.stdout)).toMatchObject({ from: 0, cutBytes: 4001, more: true });
      expect(again.stderr).toContain('left out');
      const whole = ['--filter', 'x', '--max-bytes', '10000', '--from-start'];
      const { output, cutBytes, more } = await world.output(shellId, ...whole);
      expect([output.length, cutBytes, more]).toEqual([5004, undefined, false]);
    },
  );

  verifies('read-once:position', 'a filter looks at all of a long log', async () => {
    const world = await createWorld();
    // Longer than what a filter looks at at once (16 MB), and a line across that border.
    const shell = await startAndWait(
      world,
      'yes aaaaaaaaaaaaa | head -c 17825791; echo; echo needle',
    );
    const context = contextOf(world, shell);
    const chunks = await readAll(context, shell, 30_000, { filter: /^needle$|^a{1,12}$/ });
    expect(Buffer.concat(chunks.map(({ output }) => output)).toString()).toBe(
      'aaaaaaaaaaa\nneedle\n',
    );
    const { shellId } = shell;
    const followed = await world.claude([
      'output',
      shellId,
      '--from-start',
      '--follow',
      '--filter',
      'needle',
    ]);
    expect(followed.stdout).toBe('needle\n');
  });

  test.for([
    { why: 'takes for ever', filter: '(a+)+$' },
    { why: 'is no regular expression', filter: '(' },
  ])(
    '[read-once:position] a filter that $why is an error and reads nothing',
    async ({ filter }) => {
      const world = await createWorld();
      const { shellId } = await startAndWait(
        world,
        "printf '%s\\n' aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab ok",
      );
      const { error } = await world.json<{ error: { code: string; hint: string } }>(
        ['output', shellId, '--filter', filter],
        2,
      );
      expect(error.code).toBe('INVALID_FILTER');
      expect(error.hint).not.toBe('');
      expect(await positionOf(world)).toBe(0);
      expect((await world.output(shellId, '--filter', 'ok')).output).toBe('ok\n');
    },
  );
});

describe('waiting for output', () => {
  const LONG = '60s';

  verifies('read-once:position', 'ends when there is some', async () => {
    const world = await createWorld();
    const go = gate(world);
    const stay = gate(world, 'stay');
    const { shellId } = await world.start(`${go.wait}; echo news; ${stay.wait}`);
    const reader = startClaude(world, ['output', shellId, '--wait', LONG, '--json']);
    await waitUntil('the reader to be there', async () => (await world.supervisor()).shells === 1);
    go.open();
    expect(await reader.ended).toBe(0);
    expect(JSON.parse(reader.stdout().toString())).toMatchObject({
      output: 'news\n',
      status: 'running',
    });
    stay.open();
  });

  verifies('read-once:position', 'ends when the shell does', async () => {
    const world = await createWorld();
    const go = gate(world);
    const { shellId } = await world.start(`${go.wait}; exit 3`);
    const reader = startClaude(world, ['output', shellId, '--wait', LONG, '--json']);
    go.open();
    expect(await reader.ended).toBe(0);
    expect(JSON.parse(reader.stdout().toString())).toMatchObject({
      output: '',
      status: 'failed',
      exitCode: 3,
    });
  });

  verifies('read-once:position', 'ends when the time is up', async () => {
    const world = await createWorld();
    const go = gate(world);
    const { shellId } = await world.start(go.wait);
    const began = Date.now();
    const read = await world.output(shellId, '--wait', '700ms');
    expect(Date.now() - began).toBeGreaterThanOrEqual(700);
    expect(read).toMatchObject({ output: '', status: 'running', from: 0, to: 0 });
    go.open();
  });
});

describe('following', () => {
  verifies('read-once:position', 'prints everything, and ends with the shell', async () => {
    const world = await createWorld();
    const go = gate(world);
    const { shellId } = await world.start(
      `echo before; ${go.wait}; seq 1 20000; printf 'no newline'`,
    );
    const reader = startClaude(world, ['output', shellId, '--follow']);
    await waitUntil('the first line', () => reader.stdout().toString() === 'before\n');
    go.open();
    expect(await reader.ended).toBe(0);
    const numbers = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`).join('');
    expect(reader.stdout().toString()).toBe(`before\n${numbers}no newline`);
    expect((await world.output(shellId)).output).toBe('');
  });

  verifies('read-once:position', 'as JSON is one document a line', async () => {
    const world = await createWorld();
    const go = gate(world);
    const { shellId } = await world.start(`echo one; ${go.wait}; seq 1 9000; echo two`);
    const reader = startClaude(world, ['output', shellId, '--follow', '--json']);
    await waitUntil('the first document', () => reader.stdout().toString().endsWith('\n'));
    go.open();
    expect(await reader.ended).toBe(0);
    const lines = reader.stdout().toString().trimEnd().split('\n');
    const documents = lines.map((line) => JSON.parse(line) as OutputJson);
    expect(documents.length).toBeGreaterThan(1);
    documents.forEach(({ from }, index) => {
      expect(from).toBe(documents[index - 1]?.to ?? 0);
    });
    const { log } = await world.inspect(shellId);
    expect(documents.map(({ output }) => output).join('')).toBe(readFileSync(log, 'utf8'));
  });

  test.for([{ withGuard: true }, { withGuard: false }])(
    '[read-once:position] goes on over a death of the supervisor, guard killed: $withGuard',
    async ({ withGuard }) => {
      const world = await createWorld();
      const go = gate(world);
      const end = gate(world, 'end');
      const { shellId } = await world.start(
        `echo one; ${go.wait}; echo two; ${end.wait}; echo three`,
      );
      const reader = startClaude(world, ['output', shellId, '--follow']);
      await waitUntil('the first line', () => reader.stdout().toString() === 'one\n');
      await world.killSupervisor({ withGuard });
      go.open();
      await waitUntil('the second line', () => reader.stdout().toString() === 'one\ntwo\n', 20_000);
      end.open();
      expect(await reader.ended).toBe(0);
      expect(reader.stdout().toString()).toBe('one\ntwo\nthree\n');
      expect(await positionOf(world)).toBe(14);
    },
  );
});
