import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endMarked } from './end-marked.js';
import { openConnection } from './open-connection.js';
import { runTimed } from './measure-pairs.js';
import { isRunning } from './read-processes.js';
import { waitUntil } from './wait-until.js';

/** Compiled code that the first home has left: later ones start as on a machine in use. */
let compiled;

export function openHome(stage, directory, workingDirectory) {
  if (compiled?.stage === stage) {
    cpSync(compiled.directory, join(directory, 'cache'), { recursive: true });
  }
  return new Home(stage, directory, workingDirectory);
}

class Home {
  #stage;
  #connection;

  constructor(stage, directory, workingDirectory) {
    this.#stage = stage;
    this.directory = directory;
    this.workingDirectory = workingDirectory;
    this.environment = { ...stage.environment, CLAUDE_SESSIONS_HOME: directory };
    this.sessions = join(directory, 'sessions');
    this.socket = join(directory, 'runtime/supervisor.sock');
  }

  /** Runs `claude` as a user would: a whole process. */
  run(...args) {
    return runTimed([process.execPath, this.#stage.claude, ...args], this.#options());
  }

  /** Runs Node in the same surroundings. */
  runNode(...args) {
    return runTimed([process.execPath, ...args], this.#options());
  }

  /** As `run`; a failure is an answer too. */
  tryRun(...args) {
    const options = { ...this.#options(), stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' };
    return spawnSync(process.execPath, [this.#stage.claude, ...args], options);
  }

  runJson(...args) {
    return JSON.parse(this.run(...args, '--json').stdout);
  }

  /** Has the supervisor running, and all code that `claude` compiles kept. */
  async start() {
    this.run('supervisor', 'start');
    this.supervisorPid = await this.readSupervisorPid();
    return this;
  }

  async readSupervisorPid() {
    this.supervisorPid = (await this.connect()).hello.pid;
    return this.supervisorPid;
  }

  /** The one connection over which a bench asks what it does not measure as a process. */
  async connect() {
    if (this.#connection === undefined || this.#connection.isClosed) {
      this.#connection = await openConnection(this.socket);
    }
    return this.#connection;
  }

  async request(method, params) {
    return (await this.connect()).request(method, { session: this.selector(), ...params });
  }

  selector(sessionId) {
    return { sessionId, directory: this.workingDirectory };
  }

  /** Parameters of `start-shell`. */
  startParams(command, more = {}) {
    return {
      session: this.selector(),
      environment: this.environment,
      umask: 0o022,
      uid: crypto.randomUUID(),
      command,
      set: {},
      ...more,
    };
  }

  async startShells(count, command, sessionId) {
    const connection = await this.connect();
    const session = this.selector(sessionId);
    return Promise.all(
      Array.from({ length: count }, () =>
        connection.request('start-shell', this.startParams(command, { session })),
      ),
    );
  }

  /** Ends every shell of every session. */
  async endShells() {
    const { shells } = await this.request('list-shells', { all: true, runningOnly: true });
    const names = shells.map(({ sessionId, shellId }) => `${sessionId}/${shellId}`);
    if (names.length === 0) return;
    await this.request('kill-shells', { shells: names, all: false, except: [], graceMs: 2_000 });
  }

  /** Ends the supervisor, then all shells with their shims, and removes the directory. */
  async close() {
    this.#connection?.close();
    if (existsSync(this.socket)) {
      const pid = await this.readSupervisorPid();
      this.#connection.close();
      process.kill(pid, 'SIGTERM');
      await waitUntil('the supervisor has gone', () => !isRunning(pid));
    }
    await endMarked(`HOME=${this.directory}`);
    this.#keepCompiled();
    rmSync(this.directory, { recursive: true, force: true });
    rmSync(this.workingDirectory, { recursive: true, force: true });
  }

  #keepCompiled() {
    const directory = join(this.directory, 'cache');
    if (!existsSync(directory)) return;
    const kept = join(this.#stage.directory, 'cache');
    cpSync(directory, kept, { recursive: true });
    compiled = { stage: this.#stage, directory: kept };
  }

  #options() {
    return { env: this.environment, cwd: this.workingDirectory };
  }
}
