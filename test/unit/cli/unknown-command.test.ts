import { expect, test } from 'vitest';
import { describeUnknownCommand } from '../../../src/cli/unknown-command.js';

const IDS = ['bash', 'bashes', 'kill', 'output', 'supervisor:status', 'supervisor:stop'];

test.each([
  [['kil'], 'Did you mean "claude kill"?'],
  [['ouptut', 'bash_1'], 'Did you mean "claude output"?'],
  [['bashs'], 'Did you mean "claude bashes"?'],
  [['out'], 'Did you mean "claude output"?'],
  [['supervisr'], 'Did you mean "claude supervisor"?'],
  [['supervisr', 'status'], 'Did you mean "claude supervisor status"?'],
  [['supervisor', 'foo'], 'List the commands with "claude supervisor --help".'],
  [['bashess'], 'Did you mean "claude bashes"?'],
  [['supervisor', 'stauts'], 'Did you mean "claude supervisor status"?'],
  [['frobnicate'], 'List the commands with "claude --help".'],
])('%j: %s', (words, hint) => {
  expect(describeUnknownCommand(words, IDS)).toMatchObject({ code: 'COMMAND_NOT_FOUND', hint });
});

test('control characters in what was typed do not reach the terminal', () => {
  expect(describeUnknownCommand(['\u001b[2J'], IDS).message).toBe(
    'There is no command "\\u001b[2J".',
  );
});
