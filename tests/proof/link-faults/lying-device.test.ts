import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { createTextReport } from '../../../src/cli/push-report.ts';
import { pushOutcomeOf } from '../../../src/cli/push-outcome.ts';
import type { TrialDecision } from '../../../src/update/commit.ts';
import { sampleOf } from '../../support/sample.ts';
import { LIE_STAGES, LIES, lieTo } from '../../support/update/lying-device.ts';
import type { LieName, LieRun, Wish } from '../../support/update/lying-device.ts';
import { bundleNamed } from '../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const lies = Object.keys(LIES) as LieName[];
const cases = lies.flatMap((lie) =>
  LIE_STAGES.flatMap((stage) =>
    (['websocket', 'serial'] as const).map((link) => ({ lie, stage, link })),
  ),
);

/** A device may keep an update waiting so long in all: its trial or our own bound, and one start. */
const LONGEST_MS = 2 * 3_600_000;
/** More links than any back-off opens in that time without getting further. */
const MOST_LINKS = 2_600;

const targetOf = ({ manifest }: Bundle) => ({
  fw_version: manifest.version,
  fw_id: manifest.buildId,
});

/** Nothing is said of the device that it did not say last. */
function expectTrue({ result, told, endedAtMs, events }: LieRun): void {
  const before = events.find((event) => event.type === 'device' && event.when === 'before');
  const last = told.info?.fields ?? {};
  const target = targetOf(tiny);
  const isTarget = last['fw_version'] === target.fw_version && last['fw_id'] === target.fw_id;
  const old = before?.type === 'device' ? before.info : null;
  const isOld = last['fw_version'] === old?.fw_version && last['fw_id'] === old?.fw_id;
  switch (result.result) {
    case 'committed':
      expect(isTarget, 'the new firmware answered last').toBe(true);
      expect(told.committed, 'it said so').toBe(true);
      break;
    case 'uncommitted':
      expect(isTarget, 'the new firmware answered last').toBe(true);
      break;
    case 'reverted':
      expect(isOld, 'the old firmware answered last').toBe(true);
      expect(result.running.version).toBe(last['fw_version']);
      break;
    case 'other':
      expect(isOld || isTarget, 'neither answered last').toBe(false);
      expect(result.running.version).toBe(last['fw_version']);
      break;
    case 'unknown':
      if (result.failure.code === 'update/not-back' && told.info !== null) {
        // What can be read is an answer; what cannot is none.
        const silentMs = endedAtMs - told.info.atMs;
        const readable =
          typeof last['uptime'] === 'number' && typeof last['fw_version'] === 'string';
        expect(readable && silentMs < 3_000, 'it did not answer just now').toBe(false);
      }
      break;
    case 'refused':
    case 'failed':
    case 'cancelled':
      break;
  }
}

function expectBounded({ tookMs, links }: LieRun): void {
  expect(tookMs).toBeLessThan(LONGEST_MS);
  expect(links).toBeLessThan(MOST_LINKS);
}

/** What push prints of it, as text and as its last line for scripts. */
function expectTold(run: LieRun): void {
  let text = '';
  const write = (piece: string): void => void (text += piece);
  const report = createTextReport({ write, isTerminal: false, force: [] });
  for (const event of run.events) report.event(event);
  const outcome = pushOutcomeOf(run.result);
  const failure = 'failure' in run.result ? (run.result.failure ?? null) : null;
  report.end(outcome, failure, run.result);
  const last = text.trim().split('\n').slice(-2).join('\n');
  if (run.result.result !== 'committed') expect(last).not.toMatch(/^Done: .*, kept/m);
  if (run.result.result !== 'reverted') expect(last).not.toMatch(/^Went back/m);
  expect(failure?.code ?? '', text).not.toMatch(/^bug\//);
  expect(outcome.failure?.code ?? null).toBe(failure?.code ?? null);
}

const nobody = () => new Promise<never>(() => undefined);
/** Asked every 10 s how it is, as the app does. */
const watched =
  (decide: () => Promise<TrialDecision>): Wish =>
  (clock) => ({
    commit: { kind: 'ask', decide, nextCheck: ({ signal }) => clock.sleep(10_000, signal) },
  });
const WISHES: Readonly<Record<string, Wish>> = {
  'as push does': () => ({}),
  'kept by a person': watched(() => Promise.resolve('keep')),
  'taken back by a person': watched(() => Promise.resolve('go-back')),
  'left by everybody': watched(nobody),
};

describe.each(Object.entries(WISHES))('an update %s, told', (name, wish) => {
  const oneOf = name === 'as push does' ? 24 : 72;
  it.each(sampleOf(cases, { matrix: `lies ${name}`, oneOf }))(
    '$lie from $stage on, over $link',
    async ({ lie, stage, link }) => {
      const run = await lieTo(tiny, { lie, stage, link, wish });
      expectTrue(run);
      expectBounded(run);
      expectTold(run);
    },
  );
});
