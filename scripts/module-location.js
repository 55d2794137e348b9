import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';

/**
 * Lets `import.meta.dirname`, `.filename` and `.url` name the source file in a
 * bundle too, so that `join(import.meta.dirname, '../../templates/x')` finds
 * the same file in both. CommonJS output would leave them undefined.
 */
export function moduleLocation(root) {
  return {
    name: 'module-location',
    setup({ onLoad }) {
      onLoad({ filter: /\/(src|commands)\/.*\.ts$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        if (!source.includes('import.meta.')) return undefined;
        const file = inBundle(relative(root, path));
        const contents = source
          .replaceAll('import.meta.dirname', inBundle(relative(root, dirname(path))))
          .replaceAll('import.meta.filename', file)
          .replaceAll('import.meta.url', `require('node:url').pathToFileURL(${file}).href`);
        return { contents, loader: 'ts' };
      });
    },
  };
}

function inBundle(path) {
  return `require('node:path').join(__dirname, '..', ${JSON.stringify(path)})`;
}
