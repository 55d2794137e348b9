/** Commands that people and agents run all the time, each of one word. */
export const FREQUENT = ['bash', 'bashes', 'kill', 'output', 'wait'];

/**
 * Gives each of them a bundle of its own, which bin/claude.cjs takes where it
 * can: to read the whole program, and its compiled code, takes longer than
 * what such a command does.
 */
export function frequentCommands(root) {
  return {
    name: 'frequent-commands',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^frequent:/ }, ({ path }) => ({
        path: path.slice('frequent:'.length),
        namespace: 'frequent',
      }));
      onLoad({ filter: /.*/, namespace: 'frequent' }, ({ path: name }) => ({
        resolveDir: root,
        contents: `
          import Command from './commands/${name}.ts';
          import { reportErrors, runCommand } from './src/cli/run-command.ts';
          export const run = (argv) => reportErrors(() => runCommand('${name}', Command, argv.slice(1)));
        `,
      }));
    },
  };
}
