import { describe, expect, it } from 'vitest';
import type { TapeItem } from '../../../src/recorder/recording.ts';
import { TapeRing } from '../../../src/recorder/tape-ring.ts';
import { recordUpdate, replayed } from '../../support/recorder/recorded.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';

/** What a ring with so much room keeps of them. */
function kept(items: readonly TapeItem[], room: { head: number; tail: number }) {
  const ring = new TapeRing(room);
  for (const item of items) ring.add(item);
  return ring.items;
}

describe('the tape of a recording', () => {
  it('keeps how an update began and how it ended, and counts the blocks between', async () => {
    const { recording } = await recordUpdate(
      setUpUpdate(),
      await bundleNamed('demo-esp32-1.1.0.zip'),
    );
    const items = kept(recording.tape, { head: 9_000, tail: 6_000 });
    const gap = items.find((item) => item.is === 'gap');
    expect(gap).toMatchObject({ others: 0 });
    expect(gap?.blocks).toBeGreaterThan(10);
    const blocks = (tape: readonly TapeItem[]) => tape.filter(({ is }) => is === 'block').length;
    expect(blocks(items) + (gap?.blocks ?? 0)).toBe(blocks(recording.tape));
    // The blocks that are missing are acknowledged one after the other.
    expect((await replayed({ ...recording, tape: items })).difference).toBeNull();
  });

  it('cannot be followed over more than blocks', async () => {
    const { recording } = await recordUpdate(
      setUpUpdate({ behaviour: 'hangs-at-once' }),
      await bundleNamed('demo-esp32-1.1.0-tiny.zip'),
    );
    const items = kept(recording.tape, { head: 2_000, tail: 2_000 });
    expect(items.find((item) => item.is === 'gap')?.others).toBeGreaterThan(0);
    expect((await replayed({ ...recording, tape: items })).difference).toMatchObject({
      recorded: null,
    });
  });

  it('takes no more room however long it lasts', () => {
    const ring = new TapeRing({ head: 1_000, tail: 10_000 });
    for (let id = 0; id < 20_000; id += 1) {
      ring.add({ at: id, is: 'block', id, offset: id * 500, bytes: 500, crc: 1 });
      ring.add({ at: id, is: 'took', id });
    }
    expect(ring.items.length).toBeLessThan(130);
    expect(ring.items.at(-1)).toEqual({ at: 19_999, is: 'took', id: 19_999 });
  });
});
