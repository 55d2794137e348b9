/** What has to be known of a flag to find where a command line's own flags end. */
interface FlagForm {
  readonly char?: string;
  readonly type: 'boolean' | 'option';
}

/** Its value is a port; 0, or none, is any port. */
const READY_PORT = '--ready-port';

/**
 * Separates our own flags from the command that follows them, which may have
 * flags of the same names: `-b python3 -m http.server` becomes
 * `-b -- python3 -m http.server`.
 *
 * A command in one word with spaces in it is whole: `-b "npm run dev" --json`
 * keeps its flag for us.
 */
export function splitCommandLine(
  argv: readonly string[],
  flags: Readonly<Record<string, FlagForm>>,
): string[] {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index] ?? '';
    if (word === '--') return [...argv];
    if (word === READY_PORT && !/^\d+$/.test(argv[index + 1] ?? '')) {
      // oclif knows no flag whose value may be left out.
      const rest = splitCommandLine(argv.slice(index + 1), flags);
      return [...argv.slice(0, index), `${READY_PORT}=0`, ...rest];
    }
    if (word.startsWith('-') && word !== '-') {
      if (takesNextWord(word, flags)) index += 1;
      continue;
    }
    if (/\s/.test(word) && argv.slice(index + 1).every((rest) => rest.startsWith('-')))
      return [...argv.slice(0, index), ...argv.slice(index + 1), '--', word];
    return [...argv.slice(0, index), '--', ...argv.slice(index)];
  }
  return [...argv];
}

function takesNextWord(word: string, flags: Readonly<Record<string, FlagForm>>): boolean {
  if (word.includes('=')) return false;
  const flag = word.startsWith('--')
    ? flags[word.slice(2)]
    : // Of `-bx` only the last letter can take the next word, and only where the others take none.
      Object.values(flags).find(({ char }) => char === word.at(-1));
  return flag?.type === 'option' && (word.startsWith('--') || word.length === 2);
}
