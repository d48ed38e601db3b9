import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { bundleNamed, ofType, setUpUpdate } from '../../support/update/update-harness.ts';
import { MEDIA } from '../../support/link-media.ts';
import type { MediumName } from '../../support/link-media.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

/** An update over a line that loses every write of more than so many bytes; the sizes of all writes that were sent. */
async function updateOverNarrowLine(kind: MediumName, mostBytes: number) {
  const sizes: number[] = [];
  const parts = setUpUpdate({
    connect: (own) => ({ ...own(), ...MEDIA[kind] }),
    meddle(frame) {
      if (frame.method !== 'OTA.Write' || frame.direction !== 'out') return undefined;
      const { data } = frame.json['params'] as { readonly data: string };
      const bytes = Buffer.from(data, 'base64').length;
      sizes.push(bytes);
      return bytes > mostBytes ? [] : undefined;
    },
  });
  const { events, result } = await parts.update(tiny);
  return { result, sizes, retries: ofType(events, 'retry'), emulator: parts.emulator };
}

describe.each(['serial', 'bluetooth'] as const)('writes over %s', (kind) => {
  it.each([1000, 600, 300])(
    'become smaller where more than %i bytes get lost, until all arrive',
    async (mostBytes) => {
      const { result, sizes, emulator } = await updateOverNarrowLine(kind, mostBytes);
      expect(result).toMatchObject({ result: 'committed', bytes: tiny.sizeBytes });
      expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
      expect(Math.max(...sizes)).toBeGreaterThan(mostBytes);
    },
  );

  it('keep their offset while they are lost: nothing is sent past what was not acknowledged', async () => {
    const { retries } = await updateOverNarrowLine(kind, 600);
    expect(retries.length).toBeGreaterThan(0);
    for (const { offset, acknowledgedBytes } of retries) expect(offset).toBe(acknowledgedBytes);
  });
});
