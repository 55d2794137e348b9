import { describe, expect, test } from 'vitest';
import { FakePrograms, LOGINCTL, SYSTEMCTL } from '../support/fake-programs.js';
import { expectForm, schemaNamed } from '../support/json-schema.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld } from '../support/world.js';

/**
 * What scripts and agents parse. A change here is a change of the contract: new keys only, and never
 * another meaning for an old one.
 */
describe('JSON of', () => {
  test('a start, the list, the output and the end of a shell', async () => {
    const world = await createWorld();
    const started = await world.json(['bash', '-b', '--name', 'web', 'echo hello; exec sleep 60']);
    expectForm('bash', started);
    expectForm('bashes', await world.list());
    expectForm('inspect', await world.inspect('bash_1'));
    expectForm('output', await world.output('bash_1', '--wait', '20s'));
    expectForm('restart', await world.json(['restart', 'bash_1', '--grace', '1s']));
    expectForm('inspect', await world.inspect('bash_1'));
    expectForm('kill', await world.kill('bash_1', '--grace', '1s'));
    expectForm('bashes', await world.list());
    expectForm('inspect', await world.inspect('bash_1'));
    expectForm('bashes', await world.json(['wait', 'bash_1'], 143));
  });

  test('a shell that was lost', async () => {
    const world = await createWorld();
    const { pid } = await world.start('exec sleep 60');
    const { shimPid } = await world.inspect('bash_1');
    await world.killSupervisor({ withGuard: true });
    // The shim first: nobody is left who could record how the command ended.
    const shims = world.processesMatching('shim.sh');
    expect(shims).toContain(shimPid);
    for (const each of [...shims, pid ?? 0]) process.kill(each, 'SIGKILL');
    const lost = await world.list();
    expect(lost).toMatchObject([{ status: 'lost', exitCode: null, pid: null }]);
    expectForm('bashes', lost);
    expectForm('inspect', await world.inspect('bash_1'));
  });

  test('output that is followed: a document a line', async () => {
    const world = await createWorld();
    await world.start('echo one; sleep 0.3; echo two');
    const { stdout } = await world.claude(['output', 'bash_1', '--follow', '--json']);
    const documents = stdout.trimEnd().split('\n');
    for (const document of documents) expectForm('output', JSON.parse(document));
    const texts = documents.map((document) => (JSON.parse(document) as { output: string }).output);
    expect(texts.join('')).toBe('one\ntwo\n');
  });

  test('the supervisor', async () => {
    const world = await createWorld();
    expectForm('supervisor-status', await world.supervisor());
    expectForm('supervisor-stop', await world.json(['supervisor', 'stop']));
    expectForm('supervisor-logs', await world.json(['supervisor', 'logs']));
    expectForm('supervisor-status', await world.json(['supervisor', 'start']));
    await waitUntil('a supervisor', async () => (await world.supervisor()).running);
    expectForm('supervisor-logs', await world.json(['supervisor', 'logs', '--lines', '5']));
    expectForm('supervisor-stop', await world.json(['supervisor', 'stop']));
  });

  test('a command in the foreground, also when it goes on in the background', async () => {
    const world = await createWorld();
    expectForm('bash-foreground', await world.json(['bash', 'echo hello']));
    expectForm('bash-foreground', await world.json(['bash', 'exit 3'], 3));
    const flags = ['--background-after', '200ms'];
    expectForm('bash-foreground', await world.json(['bash', ...flags, 'exec sleep 60']));
  });

  test('a start that waits for readiness', async () => {
    const world = await createWorld();
    const flags = ['--ready-output', 'up'];
    expectForm('bash', await world.json(['bash', '-b', ...flags, 'echo up; exec sleep 60']));
    expectForm('bash', await world.json(['bash', '-b', ...flags, 'exit 3'], 3));
  });

  test('what is typed into a shell', async () => {
    const world = await createWorld();
    await world.start('cat', '--stdin');
    expectForm('send', await world.json(['send', 'bash_1', 'x']));
    expectForm('send', await world.json(['send', 'bash_1', '--eof']));
  });

  test('the doctor', async () => {
    const world = await createWorld();
    const { stdout } = await world.claude(['doctor', '--json']); // 1 where something is wrong here
    expectForm('doctor', JSON.parse(stdout));
  });

  test('the service for the boot', async () => {
    const world = await createWorld();
    const { env } = new FakePrograms(world).add('systemctl', SYSTEMCTL).add('loginctl', LOGINCTL);
    expectForm('startup', await world.json(['startup'], 0, { env }));
    expectForm('startup', await world.json(['startup'], 0, { env }));
    expectForm('startup', await world.json(['startup', '--remove'], 0, { env }));
  });

  test('errors: expected ones, wrong usage and unknown commands', async () => {
    const world = await createWorld();
    expectForm('error', await world.json(['bashes'], 3));
    expectForm('error', await world.json(['output', '../x'], 2));
    expectForm('error', await world.json(['bashes', '--nonsense'], 2));
    expectForm('error', await world.json(['output'], 2));
    expectForm('error', await world.json(['nonsense'], 2));
    expectForm('error', await world.json(['kill', 'bash_1', '--grace', 'long'], 2));
  });
});

test('a form allows no key more and none less', () => {
  const error = { code: 'X', message: 'm', hint: 'h' };
  const form = schemaNamed('error');
  expect(form.safeParse({ error }).success).toBe(true);
  expect(form.safeParse({ error: { ...error, more: 1 } }).success).toBe(false);
  expect(form.safeParse({ error: { ...error, hint: undefined } }).success).toBe(false);
  expect(form.safeParse({ error: { ...error, hint: null } }).success).toBe(false);
  expect(form.safeParse({ error, more: 1 }).success).toBe(false);
});
