/** Node has loaded these by the time a program starts. */
const LOADED_ANYWAY = /"(?:node:)?(?:buffer|events|fs|module|path|process|timers|url|util|vm)"/;

/** What esbuild makes of `import { a } from "x"`, where x is of Node or is CommonJS. Every use of it is `import_x.a`. */
const IMPORT =
  /^(\s*(?:var )?import_\w+ = )((?:__toESM\()?require(?:_\w+\(\)|\("[\w:/]+"\))(?:, 1)?\)?);$/gm;

/** Goes to the end of a bundle that was made lazy. */
export const LAZY_IMPORT = `function __lazyImport(load) {
  let loaded;
  return new Proxy({}, { get: (_, name) => (loaded ??= load())[name] });
}`;

/**
 * Makes a bundle load what a module imports when it is first used. A module
 * names at its top all that it may need, and most runs of a command use little
 * of that: `node:crypto` alone takes as long as the command itself.
 */
export function withLazyImports(bundle) {
  return bundle.replace(IMPORT, (line, target, load) =>
    LOADED_ANYWAY.test(load) ? line : `${target}__lazyImport(() => ${load});`,
  );
}
