import { test, type TestFunction } from 'vitest';
import type { RequirementId } from '../requirements.js';

/** A test that shows a promise of `requirements.ts` kept. */
export function verifies(
  id: RequirementId,
  how: string,
  run: TestFunction,
  timeoutMs?: number,
): void {
  test(`[${id}] ${how}`, run, timeoutMs);
}
