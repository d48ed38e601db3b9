/** `npm run sweep [-- --full] [--profile P] [--plant BUG] [--replay ID]`; the last line is JSON. */
import { parseArgs } from 'node:util';
import { FULL, PROFILES, replay, runMatrix, WHOLE } from './matrix.ts';
import type { Violation } from './checks.ts';
import { PLANTS, type Plant } from './plants.ts';
import { parseReplayId } from './replay-id.ts';

const SHOWN = 20;
const started = performance.now();

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    profile: { type: 'string' },
    plant: { type: 'string' },
    replay: { type: 'string' },
  },
});

process.exitCode = values.replay === undefined ? sweep() : replayOne(values.replay);

function sweep(): number {
  const profiles = PROFILES.filter((name) => (values.profile ?? name) === name);
  if (profiles.length === 0) return refuse(`--profile is one of ${PROFILES.join(', ')}`);
  const plant = plantNamed();
  if (plant === null) return refuse(`--plant is one of ${PLANTS.join(', ')}`);
  const plan = values.full ? FULL : WHOLE;
  const found = runMatrix({ profiles, plan, plant, onCampaign: (line) => console.log(line) });
  const { violations, known, ...counts } = found;
  show(violations);
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const sum = { ...counts, violations: violations.length, known: sumOf(known), seconds };
  console.log(JSON.stringify({ sweep: sum }));
  return violations.length === 0 ? 0 : 1;
}

function replayOne(text: string): number {
  const id = parseReplayId(text);
  const plant = plantNamed();
  if (plant === null) return refuse(`--plant is one of ${PLANTS.join(', ')}`);
  const found = id === null ? null : replay(id, plant);
  if (found === null) return refuse(`no such cut: ${text}`);
  show(found.violations);
  const { fingerprint, assertions, violations } = found;
  console.log(`chip at the stable end ${fingerprint}`);
  const sum = { profiles: 1, scenarios: 1, outcomes: 1, assertions, violations: violations.length };
  console.log(JSON.stringify({ sweep: { ...sum, known: 0, fingerprint } }));
  return violations.length === 0 ? 0 : 1;
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
