import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { WEBSOCKET } from '../../../src/contracts/link.ts';
import { createWriteWindow } from '../../../src/update/write-window.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';
import type { Passing } from '../../support/update/update-harness.ts';

describe('the window of writes', () => {
  it('begins with one, and has one more after four replies in time, up to what was asked', () => {
    const window = createWriteWindow(3);
    const sizes: number[] = [];
    for (let replies = 0; replies < 13; replies += 1) {
      sizes.push(window.size);
      window.took(10, window.size);
    }
    expect(sizes).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3]);
  });

  const grown = () => {
    const window = createWriteWindow(4);
    for (let replies = 0; replies < 12; replies += 1) window.took(10, 1);
    expect(window.size).toBe(4);
    return window;
  };

  it('is one again after a reply that is late for those on the way, and grows half as fast', () => {
    const window = grown();
    window.took(1_000 + 4 * 10 * 4, 4);
    expect(window.size).toBe(4);
    window.took(1_001 + 4 * 10 * 4, 4);
    expect(window.size).toBe(1);
    for (let replies = 0; replies < 7; replies += 1) window.took(10, 1);
    expect(window.size).toBe(1);
    window.took(10, 1);
    expect(window.size).toBe(2);
  });

  it('is one again after a write that was lost', () => {
    const window = grown();
    window.lost();
    expect(window.size).toBe(1);
  });

  it('never grows where one was asked', () => {
    const window = createWriteWindow(1);
    for (let replies = 0; replies < 50; replies += 1) window.took(10, 1);
    expect(window.size).toBe(1);
  });
});

describe('an update with a window of four', () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
  });

  /** The most writes on the way in each tenth of them, while the replies of the middle third take `lateMs`. */
  async function mostOnTheWay(lateMs: number): Promise<readonly number[]> {
    let onTheWay = 0;
    const seen: number[] = [];
    const { update, clock } = setUpUpdate({
      latencyMs: 10,
      connect: (own) => ({ ...own(), ...WEBSOCKET }),
      meddle: async ({ direction, method, index }: Passing) => {
        if (method !== 'OTA.Write') return undefined;
        if (direction === 'out') seen.push((onTheWay += 1));
        else {
          const isLate = index >= 40 && index < 80;
          if (isLate) await clock.sleep(lateMs, new AbortController().signal);
          onTheWay -= 1;
        }
        return undefined;
      },
    });
    const { result } = await update(bundle, { window: 4, chunkSize: 200 });
    expect(result).toMatchObject({ result: 'committed', bytes: bundle.sizeBytes });
    return seen;
  }

  it('has four on the way while replies come in time, and one while they come late', async () => {
    const seen = await mostOnTheWay(3_000);
    expect(Math.max(...seen.slice(20, 40))).toBe(4);
    expect(Math.max(...seen.slice(50, 80))).toBe(1);
    expect(Math.max(...seen.slice(110))).toBe(4);
  });

  it('keeps four where replies take a little longer', async () => {
    const seen = await mostOnTheWay(100);
    expect(Math.max(...seen.slice(50, 80))).toBe(4);
  });
});
