import { describe, expect, test } from 'vitest';
import { renderTemplate } from '../../../src/domain/render-template.js';
import { isUnchanged, sealText } from '../../../src/domain/sealed-text.js';
import { serviceEnvironment } from '../../../src/domain/service-environment.js';
import { judgeServiceFile, renderServiceFile } from '../../../src/domain/service-file.js';

describe('renderTemplate', () => {
  test('puts in values as they are', () => {
    expect(renderTemplate('a {{x}} {{y}} {{x}}', { x: '$&', y: '{{x}}' })).toBe('a $& {{x}} $&');
  });

  test('refuses names without a value, and values without a place', () => {
    expect(() => renderTemplate('{{x}}', {})).toThrow('x, which has no value');
    expect(() => renderTemplate('{{x}}', { x: '', y: '' })).toThrow('no place for y');
  });
});

describe('sealText', () => {
  const text = sealText((checksum) => `# checksum ${checksum}.\nbody\n`);

  test('tells its own text from one that was changed', () => {
    expect(isUnchanged(text)).toBe(true);
    expect(isUnchanged(text.replace('body', 'bodx'))).toBe(false);
    expect(isUnchanged(`${text} `)).toBe(false);
    expect(isUnchanged(text.replace(/[0-9a-f]{8}/, '12345678'))).toBe(false);
    expect(isUnchanged('no seal')).toBe(false);
  });

  test('judges a file by it', () => {
    const newer = sealText((checksum) => `# checksum ${checksum}.\nnewer\n`);
    expect(judgeServiceFile(undefined, text)).toBe('missing');
    expect(judgeServiceFile(text, text)).toBe('current');
    expect(judgeServiceFile(text, newer)).toBe('outdated');
    expect(judgeServiceFile(`${text}#\n`, newer)).toBe('edited');
  });
});

describe('renderServiceFile', () => {
  const service = {
    name: 'x.service',
    node: '/opt/a b/no%de$1',
    nodeFlags: ['--a=1', '--b'],
    program: '/opt/"q"/$HOME\\x',
    environment: { A: '1 2', B: '%h"' },
  };

  test('quotes for systemd', () => {
    const text = renderServiceFile(
      'systemd',
      '{{checksum}} {{name}} {{node}} {{nodeFlags}} {{program}}\n{{environment}}',
      service,
    );
    expect(text.slice(9)).toBe(
      [
        'x.service "/opt/a b/no%%de$1" "--a=1" "--b" "/opt/\\"q\\"/$$HOME\\\\x"',
        'Environment="A=1 2"',
        'Environment="B=%%h\\""',
      ].join('\n'),
    );
  });

  test('escapes for launchd', () => {
    const template = '{{checksum}}{{name}}{{node}}\n{{nodeFlags}}\n{{program}}{{environment}}';
    const text = renderServiceFile('launchd', template, {
      ...service,
      program: '/a&<b>',
      environment: { A: '<' },
    });
    expect(text).toContain('\n    <string>--a=1</string>\n    <string>--b</string>\n');
    expect(text).toContain('/a&amp;&lt;b&gt;    <key>A</key>\n    <string>&lt;</string>');
  });
});

describe('serviceEnvironment', () => {
  const caller = { XDG_DATA_HOME: '/d', XDG_CONFIG_HOME: '', TMPDIR: '/t', SECRET: 'x' };

  test.each([
    { home: '/h', usesTemporaryDirectory: false, carried: { CLAUDE_SESSIONS_HOME: '/h' } },
    { home: undefined, usesTemporaryDirectory: false, carried: { XDG_DATA_HOME: '/d' } },
    {
      home: '/h',
      usesTemporaryDirectory: true,
      carried: { CLAUDE_SESSIONS_HOME: '/h', TMPDIR: '/t' },
    },
  ])('carries over what the state depends on: $carried', ({ carried, ...location }) => {
    expect(serviceEnvironment(caller, location)).toEqual(carried);
  });
});
