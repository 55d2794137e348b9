import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

const SECONDS = 1_000;

interface Project {
  readonly name: string;
  readonly timeout: number;
  /** Test files at the same time. One where the tests measure time or load the machine. */
  readonly workers: number;
  /** Whether the tests run the program, which is then built first. */
  readonly built: boolean;
}

const PROJECTS: readonly Project[] = [
  { name: 'unit', timeout: 5 * SECONDS, workers: 2, built: false },
  { name: 'contract', timeout: 30 * SECONDS, workers: 2, built: true },
  { name: 'integration', timeout: 30 * SECONDS, workers: 2, built: true },
  { name: 'fault', timeout: 60 * SECONDS, workers: 1, built: true },
  { name: 'e2e', timeout: 60 * SECONDS, workers: 2, built: true },
];

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    projects: PROJECTS.map(toConfiguration),
  },
});

function toConfiguration(
  { name, timeout, workers, built }: Project,
  groupOrder: number,
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      testTimeout: timeout,
      hookTimeout: timeout,
      maxWorkers: workers,
      // One project after the other: the quick answers come first.
      sequence: { groupOrder },
      ...(built && { globalSetup: './test/support/build.ts' }),
    },
  };
}
