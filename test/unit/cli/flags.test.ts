import { describe, expect, test } from 'vitest';
import { parseAssignments } from '../../../src/cli/flags.js';

describe('variables', () => {
  test.each([
    [['A=B'], { A: 'B' }],
    [['A=B', 'C=D'], { A: 'B', C: 'D' }],
    [['A=B', 'A=C'], { A: 'C' }],
    [['A='], { A: '' }],
    [['A=B=C'], { A: 'B=C' }],
    [['A= b\n'], { A: ' b\n' }],
    [['npm.config:x=1'], { 'npm.config:x': '1' }],
    [[], {}],
  ])('%j set %j', (typed, set) => {
    expect(parseAssignments(typed)).toEqual(set);
  });

  test.each(['A', '', '=', '=B', 'A\0=B', 'A=B\0'])('%j sets none', (typed) => {
    expect(() => parseAssignments(['X=1', typed])).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', hint: 'Write it as NAME=VALUE.' }),
    );
  });
});
