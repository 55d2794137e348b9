import { readFile } from 'node:fs/promises';

/** What is said here of single characters holds for any number of them: none of them joins with another. */
const NARROW = String.raw`\u0020-\u007E\u2013\u2026\u203A\u2190-\u2193\u2500-\u259F`;

/** Lines of Ink and what it measures with, made fit for a view that stays open. The build fails when one is gone. */
const PATCHES = {
  // A WebSocket server for debugging, and a package that is not there.
  'ink/build/devtools.js': { from: /^[^]*$/, to: '' },
  // They keep every text that was ever shown.
  'ink/build/measure-text.js': {
    from: 'cache.set(text, dimensions);',
    to: 'if (cache.size >= 500) cache.clear(); cache.set(text, dimensions);',
  },
  'ink/build/wrap-text.js': { from: 'cache[cacheKey] = wrappedText;', to: '' },
  // It takes every line apart for every frame; most are as they were in the last one.
  'ink/build/output.js': {
    from: 'caches = new OutputCaches();',
    to: `static kept = new OutputCaches();
    caches = Output.kept.styledChars.size < 200 ? Output.kept : (Output.kept = new OutputCaches());`,
  },
  // Rules and bars are measured without looking for emoji in them, which took a third of the time.
  'string-width/index.js': {
    from: String.raw`/^[\u0020-\u007E]*$/.test(string)`,
    to: `/^[${NARROW}]*$/.test(string)`,
  },
};

export const inkForLongRuns = {
  name: 'ink-for-long-runs',
  setup({ onLoad }) {
    const file = /[\\/]node_modules[\\/](ink[\\/]build[\\/][\w-]+\.js|string-width[\\/]index\.js)$/;
    onLoad({ filter: file }, async ({ path }) => {
      const patch = PATCHES[file.exec(path)[1].replaceAll('\\', '/')];
      // Ink's own dependency is another release of it.
      if (patch === undefined || /wrap-ansi/.test(path)) return undefined;
      const source = await readFile(path, 'utf8');
      const contents = source.replace(patch.from, () => patch.to);
      if (contents === source) throw new Error(`${path} has changed, see ${import.meta.filename}`);
      return { contents };
    });
  },
};
