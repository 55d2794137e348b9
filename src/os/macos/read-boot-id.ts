import type { Tools } from './run-tool.js';

/**
 * The kernel's name for this boot, sysctl(3). A kernel without one tells when
 * it was booted instead, a time that moves when the clock is set.
 *
 * @throws {Error} when the system tells neither.
 */
export function readBootId(tools: Tools): string {
  const session = tools.runNow('sysctl', ['-n', 'kern.bootsessionuuid']).trim();
  if (session !== '') return session;
  const bootSeconds = parseBootTime(tools.runNow('sysctl', ['-n', 'kern.boottime']));
  if (bootSeconds === undefined)
    throw new Error('sysctl names neither a boot session nor a boot time');
  return `booted-${bootSeconds}`;
}

/** Seconds since 1970 in `{ sec = 1762421999, usec = 104217 } Thu Nov  6 09:39:59 2025`. */
function parseBootTime(output: string): number | undefined {
  const seconds = /\bsec = (\d+)/.exec(output)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
