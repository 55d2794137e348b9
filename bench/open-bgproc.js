import { join } from 'node:path';
import { runTimed } from './measure-pairs.js';

const PROGRAM = join(import.meta.dirname, 'node_modules/bgproc/dist/cli.mjs');

/** bgproc with a data directory of its own. It has no daemon: what was started is to be stopped. */
export function openBgproc(stage) {
  const options = {
    env: { ...stage.environment, BGPROC_DATA_DIR: stage.makeDirectory('bgproc-') },
    cwd: stage.makeDirectory('work'),
  };
  const run = (...args) => runTimed([process.execPath, PROGRAM, ...args], options);
  stage.onClose(() => {
    for (const { name } of JSON.parse(run('list').stdout)) run('stop', '-n', name);
  });
  return { run };
}
