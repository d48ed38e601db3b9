import { describe, expect, it } from 'vitest';
import { lineWords, plainLine, recordText } from '../../../../src/messages/panels-words.ts';
import { failureWords } from '../../../../src/messages/failures.ts';
import { firmwareName } from '../../../../src/messages/flash-words.ts';
import { screenWords } from '../../../../src/messages/screen-words.ts';
import { stateWords } from '../../../../src/messages/state-words.ts';
import type { LinkLine } from '../../../../src/contracts/link-log.ts';
import { showSlot } from '../../../../src/ui/features/batch/batch-slot-say.ts';
import { receiptFacts, receiptOutcome } from '../../../../src/ui/features/receipt/receipt-paper.ts';
import { healthChecks, keptEvidence, trialChecks } from '../../../../src/ui/state/evidence.ts';
import { moveOf } from '../../../../src/ui/state/move.ts';
import { partCaption } from '../../../../src/ui/features/update/stage-row.ts';
import { beginRun } from '../../../../src/ui/state/run-view.ts';
import { HOSTILE, RAW, withoutIsolates } from '../../../support/hostile-text.ts';
import { bundle as honestBundle, deviceOn, order } from '../../../support/ui/fixtures.ts';

/** Every string in `said`, wherever it stands. */
function textsIn(said: unknown): readonly string[] {
  if (typeof said === 'string') return [said];
  if (typeof said !== 'object' || said === null) return [];
  return Object.values(said).flatMap(textsIn);
}

function expectHarmless(said: unknown): void {
  const texts = textsIn(said);
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    expect(withoutIsolates(text)).not.toMatch(RAW);
    expect(text.length).toBeLessThan(1_000);
  }
}

const noFirmware = { code: 'bundle/no-manifest', facts: { file: 'fw.zip' }, trace: '' } as const;

describe.each(Object.entries(HOSTILE))('a name that %s', (_, lie) => {
  const honest = deviceOn('1.0.0');
  const info = {
    ...honest.info,
    id: lie,
    app: lie,
    fw_version: lie,
    fw_id: lie,
    arch: lie,
    mac: lie,
  };
  const device = { ...honest, name: lie, info };
  const bundle = {
    ...honestBundle,
    name: lie,
    version: `${lie}2`,
    fileName: lie,
    platform: lie,
    buildId: `${lie}2`,
    parts: honestBundle.parts.map((part) => ({ ...part, file: part.file === null ? null : lie })),
  };
  const run = {
    ...beginRun({ ...order, device: lie, from: lie, to: bundle.version, parts: bundle.parts }, 0),
    acknowledgedBytes: 200_000,
    after: { info, boot: honest.boot },
  };
  const figures = { from: lie, to: bundle.version, bytes: 1, seconds: 1, writeSeconds: 1 };
  const result = { ...figures, result: 'committed' } as const;
  const finished = { run, result, endedAt: 1, endedWallMs: 0 };

  it('turns no headline, no lead, no announcement and no title of a window', () => {
    const move = moveOf(bundle, device);
    expectHarmless([
      stateWords.ready(move),
      stateWords.blocked(move, failureWords(noFirmware)),
      stateWords.done(move, '1 s', 0),
      stateWords.trial(move, { ms: 1_000, untilMs: 1 }),
    ]);
    expectHarmless(screenWords.titled(stateWords.done(move, '1 s', 0).title));
  });

  it('changes nothing around it on the receipt and in the lists of what was checked', () => {
    const appBuild = { version: '0.1.0', commit: null, build: null };
    expectHarmless(receiptOutcome(finished));
    expectHarmless(receiptFacts({ finished, bundle, info, allowed: [], appBuild }));
    expectHarmless([healthChecks(run), keptEvidence(finished), partCaption(run)]);
    const told = { state: 'failed', expected: lie, found: lie } as const;
    const product = { kind: 'product', name: lie, operator: '=', why: null } as const;
    const kinds = ['version', 'build', 'network'] as const;
    const reports = [...kinds.map((kind) => ({ kind, ...told })), { ...product, ...told }];
    expectHarmless(trialChecks({ checks: reports }));
    expectHarmless(firmwareName({ name: lie, version: lie }));
  });

  it('changes nothing around it on the card of a lane', () => {
    const facts = {
      ...{ armed: false, held: true, blocked: false, place: 1, wallIn: (ms: number) => ms },
      to: bundle,
      checks: [],
      hasPort: false,
      now: 0,
      leftMs: null,
      usualRestartMs: null,
    };
    const restarting = { ...run, phase: 'rebooting' as const };
    const paused = { ...run, pause: { why: 'asked', leftMs: 1, at: 0 } };
    const over = {
      kind: 'over',
      device,
      end: { kind: 'unknown' },
      to: bundle,
      tookMs: null,
    } as const;
    expectHarmless([
      showSlot({ ...facts, state: { kind: 'ready', device } as never }),
      showSlot({ ...facts, state: { kind: 'queued', device } as never }),
      showSlot({ ...facts, state: { kind: 'running', device, run: restarting } as never }),
      showSlot({ ...facts, state: { kind: 'running', device, run: paused } as never }),
      showSlot({ ...facts, state: over as never }),
    ]);
  });
});

describe.each(Object.entries(HOSTILE))('a line of the device that %s', (_, lie) => {
  const at = { seq: 1, atMs: 0 };
  const lines: readonly LinkLine[] = [
    { ...at, kind: 'log', text: lie, delays: false },
    {
      ...at,
      kind: 'answered',
      id: lie,
      ms: 1,
      says: { kind: 'json', text: lie, isCut: true },
      errorCode: null,
      bytes: 1,
    },
    { ...at, kind: 'opened', label: lie, baudRate: null },
    { ...at, kind: 'lost', detail: lie },
  ];

  it('holds nothing hidden in the console, aloud and in the file', () => {
    for (const line of lines) {
      for (const { text } of lineWords(line).pieces) expect(withoutIsolates(text)).not.toMatch(RAW);
      expect(withoutIsolates(plainLine(line))).not.toMatch(RAW);
    }
    const file = recordText(lines).trimEnd().split('\n');
    expect(file).toHaveLength(lines.length);
    for (const row of file) expect(row).not.toMatch(RAW);
    expect(recordText(lines).length).toBeLessThan(20_000);
  });
});
