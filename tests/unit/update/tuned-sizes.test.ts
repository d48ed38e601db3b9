import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTunedSizes } from '../../../src/update/chunk-sizes.ts';
import { createWriteDeadline } from '../../../src/update/write-loop.ts';
import { SERIAL } from '../../../src/contracts/link.ts';

describe('the size of writes on a line', () => {
  it('grows from 512 by half after eight clean writes, to what the frame takes', () => {
    const sizes = createTunedSizes({ mostBytes: 3000 });
    const seen: number[] = [];
    for (let offset = 0, count = 0; count < 60; count += 1) {
      const bytes = sizes.next(offset);
      sizes.acknowledged();
      offset += bytes;
      if (seen.at(-1) !== bytes) seen.push(bytes);
      if (count === 6) expect(seen).toEqual([512]);
    }
    expect(seen).toEqual([512, 768, 1152, 1728, 2592, 3000]);
  });

  it('never exceeds what there is room for', () => {
    expect(createTunedSizes({ mostBytes: 300 }).next(0)).toBe(300);
    expect(createTunedSizes({ mostBytes: 2 }).next(0)).toBe(2);
  });

  it('repeats a lost write as it was, and halves those that follow', () => {
    const sizes = createTunedSizes({ mostBytes: 3000 });
    expect(sizes.next(0)).toBe(512);
    sizes.lost();
    expect(sizes.next(0)).toBe(512);
    sizes.acknowledged();
    expect(sizes.next(512)).toBe(255);
  });

  it('sends what was lost twice in halves, and never across the end of what may have been taken', () => {
    const sizes = createTunedSizes({ mostBytes: 3000 });
    sizes.next(0);
    sizes.lost();
    sizes.next(0);
    sizes.lost();
    expect(sizes.next(0)).toBe(255);
    sizes.acknowledged();
    const ends = [255];
    while ((ends.at(-1) ?? 0) < 512) {
      const offset = ends.at(-1) ?? 0;
      ends.push(offset + sizes.next(offset));
      sizes.acknowledged();
    }
    expect(ends.at(-1)).toBe(512);
  });

  it('repeats the write that a lost link took with it, also without being told', () => {
    const sizes = createTunedSizes({ mostBytes: 3000 });
    for (let count = 0; count < 8; count += 1) {
      sizes.next(count * 512);
      sizes.acknowledged();
    }
    expect(sizes.next(4096)).toBe(768);
    expect(sizes.next(4096)).toBe(768);
  });

  it('begins anew where the update does', () => {
    const sizes = createTunedSizes({ mostBytes: 3000 });
    for (let count = 0, offset = 0; count < 60; count += 1) {
      offset += sizes.next(offset);
      sizes.acknowledged();
    }
    expect(sizes.next(0)).toBe(3000);
  });

  it('does not overlap what may have been taken, whatever is lost', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 200 }),
        fc.integer({ min: 1, max: 3000 }),
        (fates, mostBytes) => {
          const sizes = createTunedSizes({ mostBytes });
          const ends = new Set<number>();
          let acknowledged = 0;
          let furthest = 0;
          for (const arrives of fates) {
            const end = acknowledged + sizes.next(acknowledged);
            expect(end - acknowledged).toBeGreaterThan(0);
            expect(end - acknowledged).toBeLessThanOrEqual(mostBytes);
            // A device that took everything so far expects `furthest`: a write below it ends at it or before.
            if (acknowledged < furthest) expect(end).toBeLessThanOrEqual(furthest);
            furthest = Math.max(furthest, end);
            ends.add(end);
            if (arrives) {
              acknowledged = end;
              sizes.acknowledged();
            } else sizes.lost();
          }
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });
});

describe('the time a reply may take', () => {
  it('is the longest until four were seen, then four times the slowest, at least 3 s', () => {
    const deadline = createWriteDeadline({ traits: SERIAL.traits, mostMs: 20_000 });
    for (const ms of [70, 80, 90]) deadline.took(ms);
    expect(deadline.ms()).toBe(20_000);
    deadline.took(100);
    expect(deadline.ms()).toBe(3000);
    deadline.took(1500);
    expect(deadline.ms()).toBe(6000);
    deadline.took(60_000);
    expect(deadline.ms()).toBe(20_000);
  });

  it('forgets slow ones after sixteen others', () => {
    const deadline = createWriteDeadline({ traits: SERIAL.traits, mostMs: 20_000 });
    deadline.took(4000);
    for (let count = 0; count < 15; count += 1) deadline.took(50);
    expect(deadline.ms()).toBe(16_000);
    deadline.took(50);
    expect(deadline.ms()).toBe(3000);
  });
});
