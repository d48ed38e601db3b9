import type { PastUpdate } from '../../../src/history/past-update.ts';

export const PAST_AT = Date.UTC(2026, 10, 20, 13, 31, 36);

/** The story of the design: a device that was updated over a cable, and kept. */
export const pastUpdate = (own: Partial<PastUpdate> = {}): PastUpdate => ({
  id: 'session-1',
  startedAtMs: PAST_AT - 275_000,
  endedAtMs: PAST_AT,
  ...{ result: 'committed', cause: null, who: null, running: null, failure: null },
  device: {
    ...{ mac: '240AC40A1B2C', id: 'esp32_0A1B2C', arch: 'esp32', app: 'demo' },
    name: 'Boiler room 2',
  },
  from: { version: '1.4.2', buildId: '20260902-081500/v1.4.2', slot: 0 },
  firmware: {
    ...{ sha256: 'ab'.repeat(32), fileName: 'demo-esp32-2.0.0.zip', sizeBytes: 1_357_008 },
    ...{ name: 'demo', platform: 'esp32', version: '2.0.0', signature: 'good' },
    buildId: '20261120-093000/v2.0.0-0-gbbbbbbb',
    parts: [
      { name: 'app', file: 'demo.bin', sizeBytes: 1_060_921, sha256: 'fd'.repeat(32) },
      { name: 'fs', file: 'fs.bin', sizeBytes: 262_144, sha256: 'fa'.repeat(32) },
    ],
  },
  way: { method: 'cable', delivery: 'write', link: 'serial' },
  ...{ bytes: 1_357_008, seconds: 275, writeSeconds: 178, retries: 1, isCarriedOn: false },
  stages: [
    { stage: 'check', seconds: 2 },
    { stage: 'prepare', seconds: 6 },
    { stage: 'write', seconds: 178 },
    { stage: 'finish', seconds: 1 },
    { stage: 'restart', seconds: 21 },
    { stage: 'verify', seconds: 2 },
    { stage: 'commit', seconds: 65 },
  ],
  checks: [
    { kind: 'version', state: 'passed', expected: '2.0.0', found: '2.0.0' },
    { kind: 'answers', state: 'passed', expected: 3_000, found: 30 },
    {
      ...{ kind: 'product', state: 'passed', name: 'Pressure', operator: '<', expected: '3' },
      ...{ found: '1.2', why: null },
    },
  ],
  allowed: [],
  madeBy: { version: '1.0.0', commit: '4f1c0a2', build: '1a2b3c4d' },
  ...own,
});
