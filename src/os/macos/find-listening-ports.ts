import { isErrno } from '../errno.js';
import { parseLsof } from './parse-lsof.js';
import type { Tools } from './run-tool.js';

/** One run of lsof(8), `-a` for both conditions at once; it exits 1 when a pid is gone or listens nowhere. */
export async function listeningPorts(
  tools: Tools,
  pids: readonly number[],
): Promise<Map<number, number[]>> {
  if (pids.length === 0) return new Map();
  const listening = ['-nP', '-iTCP', '-sTCP:LISTEN'];
  try {
    const { stdout } = await tools.run('/usr/sbin/lsof', [
      ...listening,
      '-a',
      '-p',
      pids.join(','),
      '-Fpn',
    ]);
    return parseLsof(stdout);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return new Map();
    throw error;
  }
}
