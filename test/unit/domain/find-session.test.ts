import { describe, expect, test } from 'vitest';
import { findSession, type NamedSession } from '../../../src/domain/find-session.js';
import { parseSessionId } from '../../../src/domain/ids.js';

const SESSIONS = [
  named('project-main', 'Port the parser'),
  named('project-main.1', 'Port the parser, by hand'),
  named('release-notes', 'abc'),
  named('abc123-def456', null),
];

describe('a session is meant', () => {
  test.each([
    ['by its id', 'abc123-def456', 'abc123-def456'],
    ['by its id, though others begin so', 'project-main', 'project-main'],
    ['by the beginning of its id', 'rel', 'release-notes'],
    ['by the beginning of its id, before any title', 'abc', 'abc123-def456'],
    ['in whatever case', 'ABC123', 'abc123-def456'],
    ['by its title', 'port the PARSER', 'project-main'],
  ])('%s', (_, text, sessionId) => {
    expect(findSession(text, SESSIONS)).toEqual({ kind: 'found', sessionId });
  });
});

test('several are meant alike', () => {
  const found = findSession('project-m', SESSIONS);
  expect(found).toEqual({ kind: 'ambiguous', sessions: SESSIONS.slice(0, 2) });
});

test('none is meant: the near ones are named, the nearest first', () => {
  const found = findSession('projct-main', SESSIONS);
  expect(found.kind === 'none' && found.near.map(({ sessionId }) => sessionId)).toEqual([
    'project-main',
    'project-main.1',
  ]);
  expect(findSession('zzzz', SESSIONS)).toEqual({ kind: 'none', near: [] });
  expect(findSession('x', [])).toEqual({ kind: 'none', near: [] });
});

function named(id: string, title: string | null): NamedSession {
  return { sessionId: parseSessionId(id), title };
}
