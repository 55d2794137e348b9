import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** `const name_1 = require("x");`, also wrapped in the compiler's `__importDefault` or `__importStar`. */
const IMPORT = /^(?:const|var) (\w+_\d+) = ((?:__\w+\()?require\("[^"]+"\)\)?);$/gm;
/** `exports.Name = __importStar(require("x"));` */
const NAMESPACE = /^exports\.(\w+) = (__importStar\(require\("[^"]+"\)\));$/gm;
/** Lines of oclif that do at every start what is not needed. The build fails when one is gone. */
const PATCHES = {
  // It looks for a wrong Node with semver. npm has warned about that already.
  'index.js': { from: /^checkNodeVersion\(\);$/m, to: '' },
  // It makes a second configuration of the one that it is given, from the same plugins.
  'command.js': {
    from: /^(\s*const config = )(await config_1\.Config\.load\(opts)/m,
    to: '$1opts instanceof config_1.Config ? opts : $2',
  },
};

/**
 * Stands in for packages that oclif loads at every start and hardly ever uses.
 * `debug` prints nothing without DEBUG. `wsl-utils` would tell that a Linux is
 * a Windows subsystem, which only the text of `--version` shows.
 */
const STAND_INS = {
  debug: `module.exports = process.env.DEBUG ? require('debug') : () => Object.assign(() => {}, { enabled: false });`,
  'wsl-utils': `exports.isWsl = false; exports.powerShellPath = async () => 'powershell.exe';`,
};

/**
 * Makes `@oclif/core` load its files and its dependencies on first use instead
 * of all at once: a command that prints one line needs a third of them, and
 * loading the rest (help, ejs, tinyglobby, semver, …) would cost more than it.
 *
 * Its files are TypeScript's CommonJS output, in which every use of an import is
 * `name_1.member`; `(name_1()).member` is the same, later. The brackets are for `new name_1.Class()`.
 */
export const lazyOclif = {
  name: 'lazy-oclif',
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(debug|wsl-utils)$/ }, ({ path, importer, namespace }) =>
      namespace === 'file' && /@oclif[\\/]core/.test(importer)
        ? { path, namespace: 'stand-in', pluginData: dirname(importer) }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'stand-in' }, ({ path, pluginData }) => ({
      contents: STAND_INS[path],
      resolveDir: pluginData,
    }));
    onLoad({ filter: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const patch = PATCHES[path.split(/@oclif[\\/]core[\\/]lib[\\/]/)[1]];
      return { contents: loadOnFirstUse(patch === undefined ? source : apply(patch, source)) };
    });
  },
};

function loadOnFirstUse(source) {
  const names = [];
  const lazy = source
    .replace(
      NAMESPACE,
      (_, name, load) =>
        `Object.defineProperty(exports, "${name}", { enumerable: true, get: __once(() => ${load}) });`,
    )
    .replace(IMPORT, (_, name, load) => {
      names.push(name);
      return `const __${name} = __once(() => ${load});`;
    });
  const uses = new RegExp(`(?<![\\w.])(${names.join('|')})(?=\\.)`, 'g');
  const once = 'function __once(load) { let loaded; return () => (loaded ??= load()); }';
  return `${once} ${names.length === 0 ? lazy : lazy.replace(uses, '(__$1())')}`;
}

function apply({ from, to }, source) {
  if (!from.test(source))
    throw new Error(`@oclif/core has changed, see ${import.meta.filename}: ${from}`);
  return source.replace(from, to);
}
