/** A peer that ends the connection at frames larger than it takes, without a word. */
import { describe, expect, it } from 'vitest';
import type { Link } from '../../../src/contracts/link.ts';
import { failureSentence } from '../../../src/messages/failures.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import { createShrinkingSizes, fixedSizes } from '../../../src/update/chunk-sizes.ts';
import { bundleNamed, ofType, setUpUpdate } from '../../support/update/update-harness.ts';
import { expectKept } from '../../support/update/lost-wires.ts';
import { WEBSOCKET } from '../../../src/contracts/link.ts';

const tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');

/** Frames up to `most` bytes pass; a larger one ends the link. `method`: of these alone. */
function closesAbove(most: number, method = ''): (own: () => Link) => Link {
  return (own) => {
    const link = own();
    const pair = createLinkPair({ framing: link.framing, maxFrameBytes: link.maxFrameBytes });
    const speak = async (): Promise<void> => {
      const writer = link.writable.getWriter();
      const reader = pair.far.readable.getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        if (step.value.length > most && new TextDecoder().decode(step.value).includes(method)) {
          pair.lose('closed by the peer');
          await link.close();
          return;
        }
        await writer.write(step.value);
      }
      await writer.close();
    };
    speak().catch(() => undefined); // an end of the link
    link.readable.pipeTo(pair.far.writable).catch(() => undefined);
    void link.ended.then((end) => {
      if (end.why === 'lost') pair.lose(end.detail);
    });
    return { ...pair.near, ...WEBSOCKET };
  };
}

describe('a connection that ends at larger frames', () => {
  it('gets smaller blocks after two losses at one offset, says so, and the update is kept', async () => {
    let opened = 0;
    const parts = setUpUpdate({
      connect(own) {
        opened += 1;
        return closesAbove(1500)(own);
      },
    });
    const { events, result } = await parts.update(tiny);
    expect(result.result).toBe('committed');
    expect(ofType(events, 'smaller-blocks')).toEqual([
      expect.objectContaining({ offset: 0, bytes: 1119, losses: 2 }),
      expect.objectContaining({ offset: 0, bytes: 558, losses: 4 }),
    ]);
    expect(opened).toBeLessThan(8);
    await expectKept(parts, tiny);
  });

  it('is given up with the reason where no block of any size arrives', async () => {
    let opened = 0;
    const { update, emulator } = setUpUpdate({
      connect(own) {
        opened += 1;
        return closesAbove(0, 'OTA.Write')(own);
      },
    });
    const { result } = await update(tiny);
    expect(result).toMatchObject({
      result: 'failed',
      failure: { code: 'update/no-block-arrives', facts: { offset: 0, bytes: 255 } },
    });
    expect(opened).toBeLessThan(20);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
    if ('failure' in result) expect(failureSentence(result.failure)).toMatch(/blocks of 255 bytes/);
  });
});

describe('blocks that got smaller', () => {
  it('end where the larger one ended, which may have been taken', () => {
    const sizes = createShrinkingSizes(fixedSizes(1000));
    expect(sizes.next(0)).toBe(1000);
    expect(sizes.shrink()).toBe(true);
    const seen: number[] = [];
    for (let offset = 0; offset < 2000; offset += seen.at(-1) ?? 0) seen.push(sizes.next(offset));
    expect(seen).toEqual([498, 498, 4, 498, 498, 498]);
    expect(sizes.mostBytes).toBe(498);
  });

  it('have a least size', () => {
    const sizes = createShrinkingSizes(fixedSizes(600));
    sizes.next(0);
    expect(sizes.shrink()).toBe(true);
    sizes.next(0);
    expect(sizes.shrink()).toBe(true);
    sizes.next(0);
    expect(sizes.shrink()).toBe(false);
    expect(sizes.mostBytes).toBe(255);
  });
});
