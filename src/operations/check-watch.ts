import { whyNotReadable } from '../os/readable-path.js';

/** Says why a path cannot be watched; `undefined` when it can. */
export const whyNotWatchable = whyNotReadable;
