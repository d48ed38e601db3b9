import { beforeEach, describe, expect, it } from 'vitest';
import { bluetoothLossOf } from '../../../../src/transports/webbluetooth/bluetooth-failures.ts';
import { createOperationQueue } from '../../../../src/transports/webbluetooth/operation-queue.ts';
import type { OperationQueue } from '../../../../src/transports/webbluetooth/operation-queue.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

let clock: VirtualClock;
let queue: OperationQueue;
let begun: string[];

beforeEach(() => {
  clock = new VirtualClock();
  queue = createOperationQueue({ clock, onHang: () => undefined });
  begun = [];
});

const works = (name: string): Promise<void> =>
  queue.run(name, () => {
    begun.push(name);
    return Promise.resolve();
  });

const fails = (name: string): Promise<void> =>
  queue.run(name, () => Promise.reject(new Error('GATT operation failed for unknown reason.')));

describe('an operation that waits behind one that failed', () => {
  it('is never begun when the failure was the first sign of a lost link', async () => {
    const both = Promise.allSettled([fails('read'), works('write')]);
    await clock.advance(10);
    queue.end(bluetoothLossOf('the device is gone'));
    await clock.advance(1_000);
    expect(begun).toEqual([]);
    expect(await both).toMatchObject([
      { status: 'rejected', reason: { message: 'GATT operation failed for unknown reason.' } },
      { status: 'rejected', reason: { code: 'link/lost' } },
    ]);
  });

  it('is begun within a moment when the link stays', async () => {
    const failed = expect(fails('read')).rejects.toThrow('GATT operation failed');
    const done = works('write');
    const before = clock.now();
    await clock.run(done);
    await failed;
    expect(begun).toEqual(['write']);
    expect(clock.now() - before).toBeLessThan(250);
  });

  it('is begun at once when the one before it went well', async () => {
    const before = clock.now();
    await clock.run(Promise.all([works('read'), works('write')]));
    expect(begun).toEqual(['read', 'write']);
    expect(clock.now()).toBe(before);
  });
});
