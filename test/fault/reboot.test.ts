import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { FakePrograms, LOGINCTL, SYSTEMCTL } from '../support/fake-programs.js';
import { simulateReboot } from '../support/reboot.js';
import { exitCodeOf, readUnit, startUnit, untilItAnswers } from '../support/service-process.js';
import { startWithPolicy } from '../support/start-with-policy.js';
import { verifies } from '../support/verifies.js';
import { waitUntil } from '../support/wait-until.js';
import { createWorld } from '../support/world.js';

verifies(
  'reboot:policies',
  'started as its service, the supervisor runs shells with a policy again, and calls the others lost',
  async () => {
    const world = await createWorld();
    const fake = new FakePrograms(world).add('systemctl', SYSTEMCTL).add('loginctl', LOGINCTL);
    const { file } = await world.json<{ file: string }>(['startup'], 0, { env: fake.env });
    await world.json(['supervisor', 'start']);
    const run = 'echo "$MARK" >>runs; exec sleep 1000';
    await startWithPolicy(world, run, { kind: 'always' }, { MARK: 'its own' });
    await world.start('exec sleep 1000');
    await startWithPolicy(world, 'exec sleep 1000', { kind: 'on-failure', maxRestarts: 3 });
    const runs = (): string => readFileSync(join(world.project, 'runs'), 'utf8');
    await waitUntil('the first run', () => runs() === 'its own\n');

    await simulateReboot(world);
    const service = startUnit(world, readUnit(file));
    await untilItAnswers(world);

    const shells = await waitUntil('shells to run again', async () => {
      const all = await world.list();
      return all.filter(({ status }) => status === 'running').length === 2 && all;
    });
    const inOrder = [...shells].sort((a, b) => (a.shellId < b.shellId ? -1 : 1));
    expect(inOrder).toMatchObject([
      { shellId: 'bash_1', status: 'running', runs: 2 },
      { shellId: 'bash_2', status: 'lost', runs: 1, lostReason: 'the machine was restarted' },
      { shellId: 'bash_3', status: 'running', runs: 2 },
    ]);
    await waitUntil(
      'the second run, with the same environment',
      () => runs() === 'its own\nits own\n',
    );

    const another = startUnit(world, readUnit(file));
    expect(await exitCodeOf(another), 'one is there: nothing for systemd to restart').toBe(0);

    expect((await world.claude(['bashes'])).stderr).toMatch(/: claude restart bash_2\n/);
    await world.json(['restart', 'bash_2']);
    expect((await world.claude(['bashes'])).stderr).toBe('');

    await world.json(['kill', '--all']);
    await world.json(['supervisor', 'stop']);
    expect(await exitCodeOf(service), 'a clean end: not restarted either').toBe(0);
  },
);
