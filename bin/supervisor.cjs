'use strict';

const { loadBundle } = require('./load-bundle.cjs');

void loadBundle('supervisor.cjs').run(process.argv.slice(2));
