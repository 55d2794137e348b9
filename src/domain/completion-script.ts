import { quoteWord } from './command-line.js';
import { renderTemplate } from './render-template.js';

export const COMPLETED_SHELLS = ['bash', 'zsh', 'fish'] as const;
export type CompletedShell = (typeof COMPLETED_SHELLS)[number];

/** What to do with the script of each. */
export const HOW_TO_INSTALL: Readonly<Record<CompletedShell, string>> = {
  bash: `Add this line to ~/.bashrc: eval "$(claude autocomplete bash)"`,
  zsh: `Add this line to ~/.zshrc: eval "$(claude autocomplete zsh)"`,
  fish: 'Add this line to ~/.config/fish/config.fish: claude autocomplete fish | source',
};

export function isCompletedShell(name: string): name is CompletedShell {
  return (COMPLETED_SHELLS as readonly string[]).includes(name);
}

/**
 * The script that tells a shell how to complete this program.
 *
 * @param program - The words that run it, absolute paths: what the name leads to may change.
 * @param names - What it is called.
 */
export function renderCompletionScript(
  shell: CompletedShell,
  template: string,
  { program, names }: { readonly program: readonly string[]; readonly names: readonly string[] },
): string {
  const quote = shell === 'fish' ? quoteForFish : quoteWord;
  return renderTemplate(template, {
    program: program.map(quote).join(' '),
    names: names.join(' '),
  });
}

/** fish(1), "Quotes": within single quotes a backslash escapes itself and the quote. */
function quoteForFish(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
