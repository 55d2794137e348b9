import { constants } from 'node:os';

/** `TERM`, `term`, `SIGTERM` and `15` are all SIGTERM. `undefined` for what this system does not have. */
export function findSignal(text: string): NodeJS.Signals | undefined {
  const known = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  const name = text.toUpperCase().replace(/^(?!SIG)/, 'SIG');
  return known.find(([signal, number]) => signal === name || String(number) === text)?.[0];
}
