'use strict';

const fs = require('node:fs');
const { SourceMap } = require('node:module');
const path = require('node:path');

/**
 * Rewrites the stack of an error, and of what caused it, from lines of a bundle
 * to lines of its sources. Without a source map the stack stays as it is.
 * `process.setSourceMapsEnabled` would not do: Node reads maps only of what is
 * loaded after it, and having it on before costs every start.
 */
exports.nameSourceLines = function nameSourceLines(error, bundle) {
  let map;
  try {
    map = new SourceMap(JSON.parse(fs.readFileSync(`${bundle}.map`, 'utf8')));
  } catch {
    return;
  }
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    cause.stack = toSourceLines(String(cause.stack), bundle, map);
  }
};

function toSourceLines(stack, bundle, map) {
  return stack.split(bundle).reduce((text, rest) => {
    const [position, line, column] = /^:(\d+):(\d+)/.exec(rest) ?? [];
    const { originalSource, originalLine, originalColumn } =
      position === undefined ? {} : map.findEntry(line - 1, column - 1);
    if (originalSource === undefined) return text + bundle + rest;
    const source = path.join(path.dirname(bundle), originalSource);
    return `${text}${source}:${originalLine + 1}:${originalColumn + 1}${rest.slice(position.length)}`;
  });
}
