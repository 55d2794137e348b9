import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measurePairs, ratioRow } from './measure-pairs.js';

const ROUNDS = 20;
const COMMANDS = ['bashes', 'bash -b', 'output', 'kill'];

/** What commands cost with 10,000 stored sessions, against 10. */
export const storeSessions = {
  name: 'store-sessions',
  async measure(stage) {
    const many = await openHomeWithSessions(stage, 10_000);
    const few = await openHomeWithSessions(stage, 10);
    const lines = [];
    for (const command of COMMANDS) {
      const { many: with10000, few: with10 } = await measurePairs(
        { many: () => timeCommand(many, command), few: () => timeCommand(few, command) },
        ROUNDS,
      );
      lines.push(ratioRow(`claude ${command}, 10,000 sessions to 10`, with10000, with10, 1.2));
    }
    return lines;
  },
};

/** One command of a user; what it needs is there before, and gone after. */
async function timeCommand(home, command) {
  switch (command) {
    case 'bashes':
      return home.run('bashes', '--json').ms;
    case 'bash -b': {
      const { ms } = home.run('bash', '-b', 'sleep 60');
      await home.endShells();
      return ms;
    }
    case 'output': {
      const { shellId } = home.runJson('bash', '-b', 'echo one line; sleep 60');
      await home.request('wait-shells', { shells: [shellId], any: true, timeoutMs: 20 });
      const { ms, stdout } = home.run('output', shellId);
      if (stdout !== 'one line\n') throw new Error(`output printed ${JSON.stringify(stdout)}`);
      await home.endShells();
      return ms;
    }
    case 'kill': {
      const { shellId } = home.runJson('bash', '-b', 'sleep 60');
      return home.run('kill', shellId).ms;
    }
    default:
      throw new Error(`nobody has said how to time "${command}"`);
  }
}

/** Copies of one session with a shell that has ended, under new ids; the supervisor starts after that. */
async function openHomeWithSessions(stage, count) {
  const home = await stage.openHome().start();
  const [{ sessionId, uid, shellId }] = await home.startShells(1, 'echo stored');
  await home.request('wait-shells', { shells: [shellId], any: false, timeoutMs: 10_000 });
  home.run('supervisor', 'stop');

  const original = join(home.sessions, sessionId);
  const manifest = readFileSync(join(original, 'manifest.json'), 'utf8');
  for (let i = 1; i < count; i += 1) {
    const copyId = crypto.randomUUID();
    const copy = join(home.sessions, copyId);
    mkdirSync(join(copy, 'output'), { recursive: true, mode: 0o700 });
    const text = manifest.replaceAll(sessionId, copyId).replaceAll(uid, crypto.randomUUID());
    writeFileSync(join(copy, 'manifest.json'), text, { mode: 0o600 });
    writeFileSync(join(copy, 'output', `${shellId}.log`), 'stored\n', { mode: 0o600 });
  }
  if (readdirSync(home.sessions).length !== count) throw new Error('not all sessions were stored');
  return home.start();
}
