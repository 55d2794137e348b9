import type { Reporter, TestModule, TestRunEndReason, SerializedError } from 'vitest/node';

/**
 * Prints, alone on the last line, how many tests passed, failed and were
 * skipped. What failed outside a test (a file that cannot be loaded, a hook, an
 * error nobody caught) counts as one failure each, so that the line never says
 * `0 failed` of a run that failed.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state === 'pending' ? 'skipped' : state] += 1;
      }
    }
    const ranNothing = modules.length === 0;
    if (count.failed === 0 && (reason !== 'passed' || ranNothing)) count.failed = 1;
    process.stdout.write(
      `\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`,
    );
  }
}
