import type { Platform } from '../platform-contract.js';
import { countMemoryKills } from './count-memory-kills.js';
import { describeProcess } from './describe-process.js';
import { isListenedOn, listeningPorts } from './find-listening-ports.js';
import { isStopped } from './is-stopped.js';
import { punchHole } from './punch-hole.js';
import { currentBootId } from './read-boot-id.js';
import { readDescendants } from './read-descendants.js';
import { readEnvironment, readVariables } from './read-environment.js';
import { readMemory } from './read-memory.js';
import {
  identifyNewChild,
  identifyProcess,
  identifyProcesses,
  listProcesses,
} from './read-process-table.js';

/** Linux: everything from `/proc`, without a subprocess but for holes in files. */
export const linuxPlatform: Platform = {
  currentBootId,
  identifyProcess,
  identifyNewChild,
  identifyProcesses,
  listProcesses,
  readEnvironment,
  readVariables,
  readDescendants,
  readMemory,
  describeProcess,
  isStopped,
  countMemoryKills,
  punchHole,
  listeningPorts,
  isListenedOn,
};
