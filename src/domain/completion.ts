/** One way in which a word can go on. */
export interface Candidate {
  readonly value: string;
  /** For people; shells that show none leave it out. */
  readonly description: string;
}

/** What can stand in the place of the word that is being typed. */
export type Completion =
  | { readonly kind: 'words'; readonly candidates: readonly Candidate[] }
  /** The shell knows better. */
  | { readonly kind: 'files' | 'directories' }
  /** A command line of its own begins at this word; the program's name is word 0. */
  | { readonly kind: 'command'; readonly offset: number };

export const NOTHING_FITS: Completion = { kind: 'words', candidates: [] };

/** The word that is being typed, taken apart. */
export interface TypedWord {
  /** The words before it that are whole. */
  readonly before: readonly string[];
  /** What has been typed of the word, or of the value behind `--flag=`. */
  readonly typed: string;
  /** The shell expects this before each candidate: `--flag=` where it takes that for one word. */
  readonly prefix: string;
  /** `--flag` where a value of it is being typed behind `=`. */
  readonly flag: string | undefined;
}

/**
 * Finds what is being typed. bash makes three words of `--session=a`, in which
 * only the last is replaced; other shells have one word.
 *
 * @param words - Those that follow the program's name; the last may be empty.
 */
export function parseTypedWords(words: readonly string[]): TypedWord {
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const [third, second] = [before.at(-2), before.at(-1)];
  if (last === '=' && isLongFlag(second))
    return { before: before.slice(0, -1), typed: '', prefix: '', flag: second };
  if (second === '=' && isLongFlag(third))
    return { before: before.slice(0, -2), typed: last, prefix: '', flag: third };
  const equals = last.indexOf('=');
  if (last.startsWith('--') && equals !== -1) {
    const flag = last.slice(0, equals);
    return { before, typed: last.slice(equals + 1), prefix: `${flag}=`, flag };
  }
  return { before, typed: last, prefix: '', flag: undefined };
}

function isLongFlag(word: string | undefined): word is string {
  return word?.startsWith('--') === true && word.length > 2;
}

/** Those that begin with what has been typed, with what the shell expects before them. */
export function fitCandidates(
  candidates: readonly Candidate[],
  { typed, prefix }: Pick<TypedWord, 'typed' | 'prefix'>,
): Completion {
  const fitting = candidates.filter(({ value }) => value.startsWith(typed));
  return {
    kind: 'words',
    candidates: fitting.map(({ value, description }) => ({
      value: `${prefix}${value}`,
      description,
    })),
  };
}
