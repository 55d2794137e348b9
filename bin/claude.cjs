#!/usr/bin/env node
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { loadBundle } = require('./load-bundle.cjs');

const argv = process.argv.slice(2);
void loadBundle(ownBundle(argv) ?? 'claude.cjs').run(argv);

/** The bundle of one command that is run all the time. Whatever else is asked, the whole program knows. */
function ownBundle([word = '', ...rest]) {
  if (!/^[a-z]+$/.test(word) || rest.some((arg) => arg === '--help' || arg === '-h'))
    return undefined;
  const name = `run-${word}.cjs`;
  return fs.existsSync(path.join(__dirname, '..', 'dist', name)) ? name : undefined;
}
