import type { Key as InkKey } from 'ink';
import type { Key, KeyName } from './press-key.js';

const NAMES: Readonly<Partial<Record<keyof InkKey, KeyName>>> = {
  upArrow: 'up',
  downArrow: 'down',
  pageUp: 'page-up',
  pageDown: 'page-down',
  home: 'home',
  end: 'end',
  return: 'enter',
  escape: 'escape',
  backspace: 'backspace',
  delete: 'backspace',
};

/** Within a piece that was pasted, or typed faster than it was read. */
const CONTROLS: Readonly<Record<string, KeyName>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0003': 'ctrl-c',
  '\u0015': 'ctrl-u',
  '\u001a': 'ctrl-z',
};

const WITH_CTRL: Readonly<Record<string, KeyName>> = { c: 'ctrl-c', u: 'ctrl-u', z: 'ctrl-z' };

/** The keys in one piece of input, as Ink gives it: mostly one, several where they came at once. */
export function readKeys(input: string, ink: InkKey): readonly Key[] {
  if (ink.ctrl) return named(WITH_CTRL[input]);
  for (const [flag, name] of Object.entries(NAMES))
    if (ink[flag as keyof InkKey] === true) return named(name);
  if (ink.meta) return [];
  return Array.from(input).flatMap((character): readonly Key[] => {
    if (Object.hasOwn(CONTROLS, character)) return named(CONTROLS[character]);
    return [{ kind: 'character', character }];
  });
}

function named(name: KeyName | undefined): readonly Key[] {
  return name === undefined ? [] : [{ kind: 'named', name }];
}
