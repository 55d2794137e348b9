import { linuxPlatform } from './linux/linux-platform.js';
import { createMacosPlatform } from './macos/macos-platform.js';
import { systemTools } from './macos/run-tool.js';
import type { Platform } from './platform-contract.js';

export type { Platform } from './platform-contract.js';

/** The system this program runs on; the only place that asks which one it is. */
export const platform: Platform =
  process.platform === 'darwin' ? createMacosPlatform(systemTools) : linuxPlatform;
