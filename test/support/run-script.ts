import { spawn } from 'node:child_process';
import { PROGRAM, type Run, type World } from './world.js';

interface ScriptOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** The script is ended after this long, and fails with 137. */
  readonly limitMs?: number;
  /** Another user; only root can become one. */
  readonly uid?: number | undefined;
}

/** Runs a bash script in which `claude` is this program, to its end, as a user would at a prompt. */
export async function runScript(
  world: World,
  script: string,
  { cwd = world.project, env = {}, limitMs = 30_000, uid }: ScriptOptions = {},
): Promise<Run> {
  const child = spawn('/bin/bash', ['-c', `claude() { "$NODE" "$PROGRAM" "$@"; }\n${script}`], {
    cwd,
    env: { ...world.env, ...env, NODE: process.execPath, PROGRAM },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    // Not `close`: that comes when nobody holds the pipes any more, which may be long after.
    child.once('exit', (code) => {
      resolve(code ?? 137);
    });
  });
  clearTimeout(timer);
  return { exitCode, ...output };
}
