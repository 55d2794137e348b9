import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';

const SCHEMAS = join(import.meta.dirname, '../contract/schemas');

export type SchemaName =
  | 'bash'
  | 'bash-foreground'
  | 'bashes'
  | 'doctor'
  | 'error'
  | 'inspect'
  | 'kill'
  | 'output'
  | 'restart'
  | 'send'
  | 'startup'
  | 'supervisor-logs'
  | 'supervisor-status'
  | 'supervisor-stop';

export function schemaNamed(name: SchemaName): z.ZodType {
  const text = readFileSync(join(SCHEMAS, `${name}.json`), 'utf8');
  return z.fromJSONSchema(JSON.parse(text) as Parameters<typeof z.fromJSONSchema>[0]);
}

/** Fails the test unless `document` has exactly the form that is checked in under that name. */
export function expectForm(name: SchemaName, document: unknown): void {
  const { success, error } = schemaNamed(name).safeParse(document);
  const problem = success ? '' : z.prettifyError(error);
  expect(problem, `${name}.json: ${JSON.stringify(document)}`).toBe('');
}
