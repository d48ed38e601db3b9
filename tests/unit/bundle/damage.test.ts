/**
 * Z17 and Z18 of the security list: the small bundle cut after every byte and with a bit flipped in
 * every byte, given to the host's checks and pushed blindly into the device.
 */
import { describe, expect, it } from 'vitest';
import { parseBundle } from '../../../src/bundle/open-bundle.ts';
import {
  nodeDigests,
  oldChip,
  pushBlindly,
  readOutside,
  startUpdate,
} from '../../support/ota-core/update/update-bench.ts';
import { BAD_SIGNATURE, fixtureNames, readFixture } from '../../support/bundle/fixture.ts';
import { refusalOfBytes } from '../../support/bundle/refusal.ts';
import { isFull, seedFor } from '../../support/sample.ts';

const TINY = readFixture('demo-esp32-1.1.0-tiny.zip');
const OUTSIDE = readOutside(oldChip());
/** Headers, manifest, directory at every byte; bulk data at every 7th, from where the seed says (all with SLIPWAY_FULL=1). */
const TURN = seedFor('damage') % 7;
const TIME_LIMIT_MS = isFull ? 600_000 : 60_000;
const DIRECTORY = 0x632e;
const offsets = Array.from(TINY.keys()).filter(
  (at) =>
    isFull || at < 1000 || at > DIRECTORY - 200 || (at > 8900 && at < 9100) || at % 7 === TURN,
);

const RECORDS = [DIRECTORY, DIRECTORY + 46 + 13, DIRECTORY + 2 * 46 + 13 + 11];
/**
 * Bytes of central records that tell where a file came from and nothing else: version made by,
 * internal attributes and some of the external ones (APPNOTE 4.4.2, 4.4.14). Nobody who reads the bundle looks at them.
 */
const ORIGIN = [4, 5, 36, 37, 39, 40];
/** Some bits of these say that it is no file (APPNOTE 4.4.15), which only a host looks at. */
const KIND = [38, 41];
const placesOf = (bytes: readonly number[]): readonly number[] =>
  RECORDS.flatMap((record) => bytes.map((at) => record + at));
const sameToHost = new Set(placesOf(ORIGIN));
const sameToDevice = new Set(placesOf([...ORIGIN, ...KIND]));
const flipped = (at: number): Uint8Array => {
  const bytes = TINY.slice();
  bytes[at] = bytes[at]! ^ (1 << (at % 8));
  return bytes;
};

describe('the host', () => {
  it(
    'refuses the bundle cut after any byte: it ends too early',
    () => {
      for (const length of offsets)
        expect(refusalOfBytes(TINY.subarray(0, length))?.code, `${length}`).toBe('bundle/cut-off');
    },
    TIME_LIMIT_MS,
  );

  it(
    'refuses the bundle with a bit flipped anywhere it matters',
    () => {
      for (const at of offsets) {
        const refusal = refusalOfBytes(flipped(at));
        if (!sameToDevice.has(at)) expect(refusal?.code, `${at}`).toMatch(/^bundle\//);
      }
    },
    TIME_LIMIT_MS,
  );

  it('reads the same bundle where a flipped bit says nothing', () => {
    const read = (bytes: Uint8Array) =>
      parseBundle(bytes, { fileName: 'fw.zip', digests: nodeDigests });
    for (const at of sameToHost) expect(read(flipped(at)), `${at}`).toEqual(read(TINY));
  });
});

describe('the device, pushed blindly', () => {
  const push = (bytes: Uint8Array) => {
    const run = startUpdate();
    const state = pushBlindly(run, [bytes]);
    return { state, staged: run.staged.length, strays: run.strays, chip: run.chip };
  };

  it(
    'never switches to a bundle cut after any byte, and writes only the target slot',
    () => {
      for (const length of offsets) {
        if (!isFull && length % 3 !== TURN % 3) continue;
        const { state, staged, strays } = push(TINY.subarray(0, length));
        expect([state.phase, staged, strays], `${length}`).toEqual(['failed', 0, 0]);
      }
    },
    TIME_LIMIT_MS,
  );

  it(
    'never switches to a bundle with a bit flipped, and writes only the target slot',
    () => {
      for (const at of offsets) {
        if (sameToDevice.has(at) || (!isFull && at % 2 !== TURN % 2)) continue;
        const { state, staged, strays } = push(flipped(at));
        expect([state.phase, staged, strays], `${at}`).toEqual(['failed', 0, 0]);
      }
    },
    TIME_LIMIT_MS,
  );

  it.each(fixtureNames('bad-').filter((name) => name !== BAD_SIGNATURE))(
    'refuses %s and writes only the target slot',
    (name) => {
      const { state, staged, chip } = push(readFixture(name));
      expect([state.phase, staged, readOutside(chip)]).toEqual(['failed', 0, OUTSIDE]);
    },
  );

  it.each(['demo-esp32-1.1.0-compressed.zip', ...fixtureNames('repair-')])(
    'refuses %s, which a host would have to pack anew',
    (name) => {
      const { state, staged, chip } = push(readFixture(name));
      expect([state.phase, staged, readOutside(chip)]).toEqual(['failed', 0, OUTSIDE]);
    },
  );

  it('says what is wrong in its own words', () => {
    const texts = [
      'bad-app-byte-flipped',
      'bad-checksum-mismatch',
      'bad-missing-app',
      'bad-truncated',
      'bad-no-manifest',
      'bad-manifest-not-json',
      'bad-traversal-name',
      'bad-local-central-differ',
      'repair-streamed',
      'repair-finder',
    ].map((name) => {
      const { state } = push(readFixture(`${name}.zip`));
      return state.phase === 'failed' ? `${state.code} ${state.message}` : state.phase;
    });
    expect(texts).toEqual([
      '-1 Invalid CRC',
      '-10 Digest mismatch',
      '-3 Incomplete update package',
      '-1 Update aborted',
      '-1 Get otadata.bin instead of manifest.json',
      '-1 Failed to parse manifest',
      '-1 Malformed archive',
      '-1 Malformed archive',
      '-1 Archived file size is unknown',
      '-1 Cannot handle compressed .zip',
    ]);
  });
});
