/**
 * `npm run sweep [-- --full] [--profile P] [--plant BUG] [--replay ID]`; the last line is JSON. Every profile is a
 * process of its own, two at a time.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FULL, PROFILES, replay, replayAge, runMatrix, WHOLE } from './matrix.ts';
import type { Violation } from './checks.ts';
import { PLANTS, type Plant } from './plants.ts';
import { parseReplayId } from './replay-id.ts';

const SHOWN = 20;
const AT_ONCE = 2;
const started = performance.now();

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    profile: { type: 'string' },
    plant: { type: 'string' },
    replay: { type: 'string' },
  },
});

type Counts = Readonly<Record<string, number>>;

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.replay !== undefined) return replayOne(values.replay);
  const plant = plantNamed();
  if (plant === null) return refuse(`--plant is one of ${PLANTS.join(', ')}`);
  const { profile } = values;
  if (profile === undefined) return sweepAll();
  if (!PROFILES.includes(profile)) return refuse(`--profile is one of ${PROFILES.join(', ')}`);
  return sweep(profile, plant);
}

/** All profiles, each in a process; the sum of what they counted. */
async function sweepAll(): Promise<number> {
  const waiting = [...PROFILES];
  const sums: Counts[] = [];
  const work = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift())
      sums.push(await sweepApart(name));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const scenarios = Math.max(...sums.map((sum) => sum['scenarios'] ?? 0));
  const sum = { ...add(sums), profiles: PROFILES.length, scenarios, seconds: seconds() };
  console.log(JSON.stringify({ sweep: sum }));
  return (add(sums)['violations'] ?? 1) === 0 ? 0 : 1;
}

/** Passes on every line but the last, which it reads. A process that ends without one counts as a violation. */
async function sweepApart(profile: string): Promise<Counts> {
  const own = process.argv.slice(2);
  const args = [...process.execArgv, fileURLToPath(import.meta.url), ...own, '--profile', profile];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    if (last !== '') console.log(last);
    last = line;
  }
  return readCounts(last) ?? { violations: 1 };
}

function readCounts(line: string): Counts | null {
  if (!line.startsWith('{"sweep":')) return null;
  const parsed = JSON.parse(line) as { readonly sweep: Counts };
  return parsed.sweep;
}

function add(sums: readonly Counts[]): Counts {
  const total: Record<string, number> = {};
  for (const sum of sums)
    for (const [key, value] of Object.entries(sum)) total[key] = (total[key] ?? 0) + value;
  return total;
}

function sweep(profile: string, plant: Plant | undefined): number {
  const plan = values.full ? FULL : WHOLE;
  const found = runMatrix({
    profiles: [profile],
    plan,
    plant,
    onCampaign: (line) => console.log(line),
  });
  const { violations, known, ...counts } = found;
  show(violations);
  for (const [id, times] of known) console.log(`known      ${id.padEnd(28)} ${times}`);
  const weaknesses = { violations: violations.length, known: sumOf(known) };
  const sum = { ...counts, ...weaknesses, kinds: known.size, seconds: seconds() };
  console.log(JSON.stringify({ sweep: sum }));
  return violations.length === 0 ? 0 : 1;
}

function replayOne(text: string): number {
  const id = parseReplayId(text);
  const plant = plantNamed();
  if (plant === null) return refuse(`--plant is one of ${PLANTS.join(', ')}`);
  const cut = id === null ? null : replay(id, plant);
  const found = cut ?? replayAge(text, plant);
  if (found === null) return refuse(`no such cut: ${text}`);
  show(found.violations);
  const { assertions, violations, known } = found;
  for (const [weakness, times] of known) console.log(`known      ${weakness} ${times}`);
  const fingerprint = cut?.fingerprint ?? '';
  if (cut !== null) console.log(`chip at the stable end ${fingerprint}`);
  const counts = { assertions, violations: violations.length, known: sumOf(known) };
  const sum = { profiles: 1, scenarios: 1, outcomes: 1, ...counts, fingerprint };
  console.log(JSON.stringify({ sweep: sum }));
  return violations.length === 0 ? 0 : 1;
}

function seconds(): number {
  return Math.round((performance.now() - started) / 100) / 10;
}

function sumOf(known: ReadonlyMap<string, number>): number {
  return [...known.values()].reduce((sum, count) => sum + count, 0);
}

/** null: no such bug. */
function plantNamed(): Plant | undefined | null {
  if (values.plant === undefined) return undefined;
  return PLANTS.find((name) => name === values.plant) ?? null;
}

function show(violations: readonly Violation[]): void {
  for (const { replay: id, invariant, words } of violations.slice(0, SHOWN))
    console.log(`VIOLATION ${id}  ${invariant}: ${words}`);
  if (violations.length > SHOWN) console.log(`… and ${violations.length - SHOWN} more`);
}

function refuse(words: string): number {
  console.error(words);
  return 2;
}
