/**
 * npm run fuzz [-- --seconds N] [--seed N] [--plant BUG]
 *
 * Every target gets its share of the time. A failure is an exception that is no typed refusal, a run of
 * more than 100 ms, or a result that depends on how the input is cut. Its input is written to a file
 * below the system's folder for temporary files. Last line: {"fuzz":{TARGET:{"executions","failures"}}}.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { fuzzTarget, type FuzzFailure } from './campaign.ts';
import { isPlant, PLANTS } from './plants.ts';
import { fuzzTargets } from './targets.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    plant: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
const { plant } = values;
if (!(seconds > 0) || !Number.isInteger(seed) || (plant !== undefined && !isPlant(plant))) {
  console.error(`--seconds N, --seed N, --plant ${Object.keys(PLANTS).join(' | ')}`);
  process.exit(1);
}

const targets = plant === undefined ? fuzzTargets : fuzzTargets.map(PLANTS[plant]);
const ms = (seconds * 1000) / targets.length;
console.log(`seed ${seed}, ${Math.round(ms)} ms for each of ${targets.length} targets`);
const reports = targets.map((target) => {
  const report = fuzzTarget(target, { ms, seed });
  console.log(
    `${report.name}: ${report.executions} executions, ${report.failures.length} failures`,
  );
  report.failures.slice(0, 3).forEach(tell);
  return report;
});
const figures = reports.map(({ name, executions, failures }) => [
  name,
  { executions, failures: failures.length },
]);
console.log(JSON.stringify({ fuzz: Object.fromEntries(figures) as unknown }));
process.exit(reports.some(({ failures }) => failures.length > 0) ? 1 : 0);

function tell({ target, kind, detail, at, input }: FuzzFailure): void {
  const file = path.join(tmpdir(), `slipway-fuzz-${target}-${at.replace(':', '-')}.bin`);
  writeFileSync(file, input);
  console.log(`  ${kind} at ${at}, ${input.length} bytes in ${file}\n  ${detail}`);
}
