import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import { parseRecording } from '../../../src/recorder/parse-recording.ts';
import { LONGEST_RECORDING } from '../../../src/recorder/recording.ts';
import { recordUpdate } from '../../support/recorder/recorded.ts';
import type { RecordedUpdate } from '../../support/recorder/recorded.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';

let saved: RecordedUpdate;

beforeAll(async () => {
  saved = await recordUpdate(setUpUpdate(), await bundleNamed('demo-esp32-1.1.0-tiny.zip'));
});

/** Where a file is found to be wrong; null = it is not. */
function wrongAt(text: string): string | null {
  try {
    parseRecording(text, 'x.json');
    return null;
  } catch (reason) {
    const { code, facts } = OtaError.from(reason);
    expect(code).toBe('file/no-recording');
    return (facts as { place: string }).place;
  }
}

const changed = (change: object): string =>
  JSON.stringify({ ...(JSON.parse(saved.text) as object), ...change });

describe('a file that is opened as a recording', () => {
  it('is what was saved', () => {
    expect(wrongAt(saved.text)).toBeNull();
    expect(JSON.parse(saved.text)).toEqual(saved.recording);
  });

  it.each([
    ['no JSON', () => 'slipway', ''],
    ['another file', () => JSON.stringify({ format: { name: 'slipway-update-report' } }), ''],
    ['nothing', () => 'null', ''],
    ['too long', () => ' '.repeat(LONGEST_RECORDING + 1), ''],
    [
      'of a version to come',
      () => changed({ format: { name: 'slipway-recording', version: 2 } }),
      'format.version',
    ],
    ['without states', () => changed({ states: [] }), 'states'],
    ['with an item that nobody knows', () => changed({ tape: [{ at: 0, is: 'x' }] }), 'tape.0.is'],
    ['that runs backwards', () => changed({ tape: [...saved.recording.tape].reverse() }), 'tape'],
  ])('is refused where it is %s', (_, text, place) => {
    expect(wrongAt(text())).toBe(place);
  });

  it('never does more than be refused, whatever is in it', () => {
    fc.assert(
      fc.property(fc.nat(saved.text.length), fc.string({ maxLength: 8 }), (at, put) => {
        wrongAt(saved.text.slice(0, at) + put + saved.text.slice(at + put.length));
      }),
      { numRuns: 100 },
    );
  });
});
