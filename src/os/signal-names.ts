import { constants } from 'node:os';

/** `TERM`, `term`, `SIGTERM` and `15` are all SIGTERM. `undefined` for what this system does not have. */
export function findSignal(text: string): NodeJS.Signals | undefined {
  const known = Object.entries(constants.signals) as [NodeJS.Signals, number][];
  const name = text.toUpperCase().replace(/^(?!SIG)/, 'SIG');
  return known.find(([signal, number]) => signal === name || String(number) === text)?.[0];
}

/** Signals that end a process too, but have other numbers on other systems. */
export const systemSignals: Readonly<Record<number, string>> = Object.fromEntries(
  (['SIGBUS', 'SIGUSR1', 'SIGUSR2', 'SIGSYS'] as const).map((name) => [
    constants.signals[name],
    name,
  ]),
);
