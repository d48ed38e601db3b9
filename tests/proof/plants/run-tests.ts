import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

export interface TestRun {
  readonly passed: number;
  /** Names of the tests that failed. A file that cannot be loaded has none. */
  readonly failed: readonly string[];
  /** The run ended with success. */
  readonly isWell: boolean;
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Ends with the first test that fails. */
  readonly bails: boolean;
  /** After so long the run is ended, and has told nothing. */
  readonly mostMs: number;
}

/** Runs these test files in a work tree. Rejects with the reason of the signal. */
export async function runTests(
  folder: string,
  tests: readonly string[],
  { signal, bails, mostMs }: RunOptions,
): Promise<TestRun> {
  const report = path.join(folder, 'plants-report.json');
  rmSync(report, { force: true });
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...tests, '--maxWorkers=1'];
  // A run that loads one project starts in half the time.
  for (const project of new Set(tests.map(projectOf))) args.push('--project', project);
  if (bails) args.push('--bail=1');
  args.push('--reporter=json', `--outputFile.json=${report}`);
  const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  const stop = (): void => void child.kill();
  const late = setTimeout(stop, mostMs);
  signal.addEventListener('abort', stop, { once: true });
  const status = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => resolve(null));
  });
  clearTimeout(late);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  return { ...readReport(report), isWell: status === 0 };
}

/** As vitest.config.ts has it: the folder, but for tests that replace a module. */
const projectOf = (test: string): string =>
  test.endsWith('.mocked.test.ts') ? 'mocked' : (test.split('/')[1] ?? '');

function readReport(file: string): Pick<TestRun, 'passed' | 'failed'> {
  try {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = results.filter(({ status }) => status === 'failed');
    return { passed: numPassedTests, failed: failed.map(({ fullName }) => fullName) };
  } catch {
    return { passed: 0, failed: [] }; // the run broke before it could report
  }
}
