#!/usr/bin/env node
'use strict';

const { loadBundle } = require('./load-bundle.cjs');

void loadBundle('claude.cjs').run(process.argv.slice(2));
