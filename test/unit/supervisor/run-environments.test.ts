import { expect, test } from 'vitest';
import { parseShellUid } from '../../../src/domain/ids.js';
import { RunEnvironments } from '../../../src/supervisor/run-environments.js';

function uid(number: number) {
  return parseShellUid(`uid-${String(number).padStart(8, '0')}`);
}

test('each run has its own', () => {
  const environments = new RunEnvironments();
  const first = { environment: { A: '1', 'BASH_FUNC_f%%': '() { :; }' }, umask: 0o22 };
  const second = { environment: {}, umask: 0o77 };
  environments.remember(uid(1), first);
  environments.remember(uid(2), second);
  expect(environments.recall(uid(1))).toEqual(first);
  expect(environments.recall(uid(2))).toEqual(second);
  expect(environments.recall(uid(3))).toBeUndefined();
});

test('what is recalled can be changed without harm', () => {
  const environments = new RunEnvironments();
  environments.remember(uid(1), { environment: { A: '1' }, umask: 0 });
  Object.assign(environments.recall(uid(1))?.environment ?? {}, { A: '2' });
  expect(environments.recall(uid(1))?.environment).toEqual({ A: '1' });
});

test('the last five hundred are kept, also where they are all alike', () => {
  const environments = new RunEnvironments();
  for (let number = 1; number <= 600; number += 1)
    environments.remember(uid(number), { environment: {}, umask: number % 2 });
  const known = Array.from({ length: 600 }, (_, index) => index + 1).filter(
    (number) => environments.recall(uid(number)) !== undefined,
  );
  expect([known.length, known[0], known.at(-1)]).toEqual([500, 101, 600]);
  expect(environments.recall(uid(600))).toEqual({ environment: {}, umask: 0 });
});
