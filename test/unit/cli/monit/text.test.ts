import { describe, expect, test } from 'vitest';
import { fitOutputLine, fitText, padText, widthOf } from '../../../../src/cli/monit/fit-text.js';
import { appendOutput, lastLines, NO_OUTPUT } from '../../../../src/cli/monit/output-tail.js';
import { paintFrame } from '../../../../src/cli/monit/paint-frame.js';

const RED = '\u001b[31m';
const RESET = '\u001b[0m';

describe('a line of output', () => {
  test.each([
    ['plain', 'plain'],
    ['a\tb', 'a       b'],
    ['12345678\tb', '12345678        b'],
    [`${RED}red${RESET} not`, `${RED}red${RESET} not${RESET}`],
    ['\u001b[2J\u001b[1;1Hhome', 'home'],
    ['\u001b[?1049h\u001b[?25lx', 'x'],
    ['\u001b]0;title\u0007x', 'x'],
    ['\u001b]8;;http://a\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u001bPq#0;2\u001b\\x', 'x'],
    ['\u009b2Jx', 'x'],
    ['\u001b(Bx\u001b7\u001bcy', 'xy'],
    ['x\u001b[3', 'x'],
    ['x\u001b', 'x'],
    ['x\u001b]0;never ended', 'x'],
    ['a\bb\u0000c\u0007d\u202ee', 'abcde'],
  ])('%j is shown as %j', (line, shown) => {
    expect(fitOutputLine(line, 40, { withColours: true })).toBe(shown);
  });

  test('colours go when they are not wanted', () => {
    expect(fitOutputLine(`${RED}red${RESET}`, 40, { withColours: false })).toBe('red');
  });

  test.each([
    ['0123456789', 10, '0123456789'],
    ['0123456789a', 10, '012345678…'],
    [`01234${RED}56789${RESET}`, 10, `01234${RED}56789${RESET}${RESET}`],
    [`01234${RED}56789a`, 10, `01234${RED}5678…${RESET}`],
    ['日本語日本語', 7, '日本語…'],
    ['日本語日本語', 6, '日本…'],
    ['👩‍👩‍👧 family', 5, '👩‍👩‍👧 f…'],
    ['abc', 0, ''],
  ])('%j in %i columns is %j', (line, width, shown) => {
    expect(fitOutputLine(line, width, { withColours: true })).toBe(shown);
  });

  test('no line is wider than its room', () => {
    const line = `日本\t${RED}a\u0301👍🏽${RESET}\u001b[Kxyz`.repeat(5);
    for (let width = 0; width < 60; width += 1) {
      const shown = fitOutputLine(line, width, { withColours: false });
      expect(widthOf(shown)).toBeLessThanOrEqual(width);
    }
  });
});

test('texts are cut and filled up by columns', () => {
  expect(fitText('abcdef', 4)).toBe('abc…');
  expect(padText('日本', 6)).toBe('日本  ');
  expect(padText('7', 3, 'right')).toBe('  7');
  expect(padText('日本語', 4)).toBe('日… ');
});

describe('the end of the output', () => {
  test('pieces are joined to lines, of which the last are kept', () => {
    const tail = ['on', 'e\ntwo\nth', 'ree\nfo'].reduce(
      (before, text) => appendOutput(before, text, 2),
      NO_OUTPUT,
    );
    expect(tail).toEqual({ lines: ['two', 'three'], rest: 'fo' });
    expect(lastLines(tail, 2)).toEqual(['three', 'fo']);
    expect(lastLines(tail, 9)).toEqual(['two', 'three', 'fo']);
    expect(lastLines(tail, 0)).toEqual([]);
  });

  test('a carriage return begins the line again', () => {
    const tail = ['10%\r20', '%\r', '30%\r', '\ndone\r\n'].reduce(
      (before, text) => appendOutput(before, text, 9),
      NO_OUTPUT,
    );
    expect(tail).toEqual({ lines: ['30%', 'done'], rest: '' });
  });

  test('a line that never ends does not grow for ever', () => {
    let tail = NO_OUTPUT;
    for (let piece = 0; piece < 100; piece += 1) tail = appendOutput(tail, 'x'.repeat(1_000), 9);
    expect(tail.rest.length).toBeLessThan(10_000);
    expect(appendOutput(tail, '\rnew', 9).rest).toBe('new');
  });
});

describe('painting', () => {
  test('only what has changed is written, each line at its row', () => {
    expect(paintFrame(['a', 'b', 'c'], ['a', 'B', 'c'], 3)).toBe('\u001b[2;1H\u001b[0m\u001b[2KB');
    expect(paintFrame(['a'], ['a'], 3)).toBe('');
  });

  test('lines that are gone are cleared, and those beyond the terminal left out', () => {
    expect(paintFrame(['a', 'b'], ['a'], 3)).toBe('\u001b[2;1H\u001b[0m\u001b[2K');
    expect(paintFrame([], ['a', 'b'], 1)).toBe('\u001b[1;1H\u001b[0m\u001b[2Ka');
  });

  test('what nobody knows is written, blank rows too', () => {
    const painted = paintFrame([undefined, undefined], ['a'], 2);
    expect(painted).toContain('1;1H');
    expect(painted).toContain('2;1H');
  });
});
