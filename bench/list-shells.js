import { measurePairs, ratioRow } from './measure-pairs.js';
import { openBgproc } from './open-bgproc.js';
import { openPm2 } from './open-pm2.js';

/** `claude bashes`, with one shell that runs and with none, against the same of others. */
export const listShells = {
  name: 'list-shells',
  async measure(stage) {
    const home = await stage.openHome().start();
    const pm2 = openPm2(stage);
    const bgproc = openBgproc(stage);
    const alternatives = {
      claude: () => home.run('bashes', '--json').ms,
      node: () => home.runNode('-e', '0').ms,
      pm2: () => pm2.run('jlist').ms,
      bgproc: () => bgproc.run('list').ms,
    };

    await home.startShells(1, 'true');
    const none = rows('none runs', await measurePairs(alternatives, 20));

    await home.startShells(1, 'sleep 3600');
    pm2.run('start', 'sleep 3600', '--name', 'one');
    bgproc.run('start', '-n', 'one', '--', 'sleep', '3600');
    const one = rows('one runs', await measurePairs(alternatives, 20));
    return [...none, ...one];
  },
};

function rows(state, { claude, node, pm2, bgproc }) {
  return [
    ratioRow(`claude bashes --json (${state}) to node -e 0`, claude, node, 1.5),
    ratioRow(`claude bashes --json (${state}) to pm2 jlist`, claude, pm2, 0.6),
    ratioRow(`claude bashes --json (${state}) to bgproc list`, claude, bgproc, 0.75),
  ];
}
