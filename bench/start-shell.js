import { measurePairs, ratioRow } from './measure-pairs.js';
import { openBgproc } from './open-bgproc.js';
import { openPm2 } from './open-pm2.js';

/** `claude bash -b`, against the same of others. What was started is ended at once, unmeasured. */
export const startShell = {
  name: 'start-shell',
  async measure(stage) {
    const home = await stage.openHome().start();
    const pm2 = openPm2(stage);
    const bgproc = openBgproc(stage);
    let count = 0;
    const {
      claude,
      node,
      pm2: viaPm2,
      bgproc: viaBgproc,
    } = await measurePairs(
      {
        claude: async () => {
          const { ms } = home.run('bash', '-b', 'sleep 60');
          await home.endShells();
          return ms;
        },
        node: () => home.runNode('-e', '0').ms,
        pm2: () => {
          const name = `p${(count += 1)}`;
          const { ms } = pm2.run('start', 'sleep 60', '--name', name);
          pm2.run('delete', name);
          return ms;
        },
        bgproc: () => {
          const name = `p${(count += 1)}`;
          const { ms } = bgproc.run('start', '-n', name, '--', 'sleep', '60');
          bgproc.run('stop', '-n', name);
          return ms;
        },
      },
      20,
    );
    return [
      ratioRow("claude bash -b 'sleep 60' to node -e 0", claude, node, 1.6),
      ratioRow("claude bash -b 'sleep 60' to pm2 start", claude, viaPm2, 0.55),
      ratioRow("claude bash -b 'sleep 60' to bgproc start", claude, viaBgproc, 0.95),
    ];
  },
};
