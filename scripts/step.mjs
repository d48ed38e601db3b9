// Runs one part of the tests (scripts/parts.mjs) as a process of its own, counts it, and keeps what failed for the end.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const LINES_OF_A_FAILURE = 12;

/** What runs now: ended with this process, which npm and people stop alone. */
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    for (const child of running) child.kill(signal);
    process.exit(1);
  });

/** Starts it, prints a line when it begins and one when it ends. Beside others its output is kept until then. */
function run(name, args, { env, beside }) {
  const started = Date.now();
  console.log(`\n== ${name} …`);
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', beside ? 'pipe' : 'inherit', beside ? 'pipe' : 'inherit'],
    env: { ...process.env, ...env },
  });
  running.add(child);
  const printed = [];
  child.stdout?.on('data', (bytes) => printed.push(bytes));
  child.stderr?.on('data', (bytes) => printed.push(bytes));
  return new Promise((resolve) => {
    child.on('close', (status) => {
      running.delete(child);
      const seconds = (Date.now() - started) / 1000;
      if (beside) console.log(`\n${Buffer.concat(printed).toString()}`.trimEnd());
      console.log(`== ${name}: ${status === 0 ? 'ok' : 'FAILED'} in ${seconds.toFixed(1)} s`);
      resolve({ ok: status === 0, seconds });
    });
  });
}

/** Each failed test of a report: its step, its name and the beginning of its message. */
function failedTests(step, files) {
  return files.flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && file.status === 'failed')
      return [`${step}: ${file.name}\n${file.message}`];
    return failed.map((test) => {
      const lines = test.failureMessages.join('\n').split('\n').slice(0, LINES_OF_A_FAILURE);
      return [`${step}: ${test.fullName}`, ...lines].join('\n    ');
    });
  });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // the run broke before it could write one, which its exit status tells
  }
}

/** The end of a log: what failed, once more, and "N passed, N failed". Returns whether all of it passed. */
export function printEnd(results) {
  for (const failure of results.flatMap(({ failures }) => failures))
    console.log(`\nFAILED ${failure}`);
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  console.log('');
  for (const { name, passed, failed, seconds } of results)
    console.log(
      `${name.padEnd(12)} ${seconds.toFixed(0).padStart(5)} s  ${passed} of ${passed + failed}`,
    );
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0;
}

/** `scratch`: where reports go. Answers what passed, what failed, and how long it took. */
export async function runPart(part, { env, scratch, beside = false }) {
  if (part.kind === 'script') {
    const { ok, seconds } = await run(part.name, part.args, { env, beside });
    const { name } = part;
    return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, failures: ok ? [] : [name], seconds };
  }
  const report = path.join(scratch, `${part.name.replace(/\W+/g, '-')}.json`);
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...part.files];
  args.push(...part.projects.flatMap((name) => ['--project', name]));
  args.push(...part.leave.flatMap((file) => ['--exclude', file]));
  args.push(`--maxWorkers=${part.workers}`);
  args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  const { ok, seconds } = await run(part.name, args, { env, beside });
  const counted = readReport(report);
  const passed = counted?.numPassedTests ?? 0;
  const failed = counted?.numFailedTests ?? 0;
  const failures = failedTests(part.name, counted?.testResults ?? []);
  const result = { name: part.name, passed, failed, failures, seconds };
  if (ok || failed > 0) return result;
  const broke = `${part.name}: the run itself broke`;
  return { ...result, failed: failed + 1, failures: [...failures, broke] };
}
