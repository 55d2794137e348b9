import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endMarked } from './end-marked.js';
import { openHome } from './open-home.js';

const ROOT = join(import.meta.dirname, '..');
const PROGRAM = ['bin', 'dist', 'templates', 'package.json'];

/**
 * A temporary directory with a copy of the program, which others may be
 * building meanwhile, and with everything that the measured programs leave.
 */
export async function openStage() {
  if (!existsSync(join(ROOT, 'dist/claude.cjs'))) throw new Error('Run "npm run build" first.');
  const directory = mkdtempSync(join(tmpdir(), 'cs-bench-'));
  const program = join(directory, 'program');
  for (const name of PROGRAM) cpSync(join(ROOT, name), join(program, name), { recursive: true });
  const stage = new Stage(directory, join(program, 'bin/claude.cjs'));
  await stage.compile();
  return stage;
}

class Stage {
  #closers = [];
  #count = 0;

  constructor(directory, claude) {
    this.directory = directory;
    this.claude = claude;
    /** What every measured program gets, and nothing else: not the caller's settings, not the caller's home. */
    this.environment = {
      PATH: process.env.PATH,
      HOME: directory,
      SHELL: '/bin/sh',
      LANG: 'C.UTF-8',
    };
  }

  /** A new empty directory of that name and a number. */
  makeDirectory(name) {
    const path = join(this.directory, `${name}${(this.#count += 1)}`);
    mkdirSync(path);
    return path;
  }

  /** A state directory of its own for `claude`, with nothing in it but the compiled code. */
  openHome() {
    const home = openHome(this, this.makeDirectory('home'), this.makeDirectory('work'));
    this.onClose(() => home.close());
    return home;
  }

  /** Runs what will be measured once, so that its compiled code is kept. */
  async compile() {
    const home = await this.openHome().start();
    home.run('bash', '-b', 'echo; sleep 60', '--json');
    home.run('bashes', '--json');
    home.run('output', 'bash_1');
    home.run('kill', 'bash_1');
    await this.clear();
  }

  onClose(closer) {
    this.#closers.push(closer);
  }

  /** Ends everything that was opened since the last call; rows do not disturb each other. */
  async clear() {
    for (const close of this.#closers.splice(0).reverse()) await close();
    await this.#endStrays();
  }

  async close() {
    try {
      await this.clear();
    } finally {
      rmSync(this.directory, { recursive: true, force: true });
    }
  }

  async #endStrays() {
    const strays = await endMarked(`HOME=${this.directory}`);
    if (strays > 0) process.stderr.write(`bench: ${strays} processes had been left behind\n`);
  }
}
