import { spawn } from 'node:child_process';

export interface Guard {
  readonly pid: number | undefined;
  /** Tells it that this process ends on purpose. */
  dismiss(): void;
}

/**
 * Starts `templates/guard.sh` as a child that waits for this process to die.
 *
 * @param onEnd - Called when the guard itself has ended, for whatever reason.
 */
export function spawnGuard(
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onEnd: () => void,
): Guard {
  const child = spawn('/bin/sh', [script, ...args], { stdio: ['pipe', 'ignore', 'ignore'], env });
  child.unref();
  child.stdin.on('error', () => undefined); // EPIPE, when it is gone before it is dismissed
  child.once('exit', onEnd);
  child.once('error', onEnd);
  return {
    pid: child.pid,
    dismiss: () => {
      child.off('exit', onEnd);
      child.stdin.end('stop\n');
    },
  };
}
