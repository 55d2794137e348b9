import { basename } from 'node:path';
import {
  type CompletedShell,
  isCompletedShell,
  renderCompletionScript,
} from '../domain/completion-script.js';
import { InvalidInputError } from '../domain/errors.js';
import { findProgram } from '../os/find-program.js';
import { lastingNode } from '../os/lasting-node.js';
import { leadsTo } from '../os/leads-to.js';
import { claudeProgram, readTemplate } from '../store/templates.js';

export interface CompletionScript {
  readonly shell: CompletedShell;
  /** The names that are completed. */
  readonly names: readonly string[];
  readonly script: string;
}

/**
 * Makes the script that has a shell complete this program, under each of its
 * names that is not another program's here.
 *
 * @param shell - Left out: the one that `$SHELL` names.
 */
export function makeCompletionScript(shell: string | undefined): CompletionScript {
  const chosen = shell ?? basename(process.env['SHELL'] ?? '');
  if (!isCompletedShell(chosen)) {
    throw new InvalidInputError(
      chosen === '' ? 'No shell is named.' : `There is no completion for ${chosen}.`,
      'Name one of bash, zsh and fish.',
    );
  }
  const names = ['claude', 'claude-sessions'].filter((name) => !isTaken(name));
  const program = [lastingNode(), claudeProgram()];
  const template = readTemplate(`completion.${chosen}`);
  return {
    shell: chosen,
    names,
    script: renderCompletionScript(chosen, template, { program, names }),
  };
}

/** Another program has the name: its words are not ours to complete. */
function isTaken(name: string): boolean {
  if (name === 'claude-sessions') return false;
  const found = findProgram(name, process.env['PATH']);
  return found !== undefined && !leadsTo(found, claudeProgram(), 'claude-sessions/bin/claude.cjs');
}
