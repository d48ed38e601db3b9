import { describe, expect, it } from 'vitest';
import { OtaError, toFailure, type Failure } from '../../../../src/contracts/failure.ts';
import type { ChipSnapshot } from '../../../../src/workers/api.ts';
import { lastingEmulator } from '../../../../src/workers/client/worker-clients.ts';
import type { EmulatorClient } from '../../../../src/workers/client/worker-clients.ts';
import { ok } from '../../../../src/workers/comlink/calls.ts';

/** A thread of which only is known what was asked of it, and that dies when it is ended. */
class Thread {
  readonly asked: string[] = [];
  readonly watchers: ((latest: ChipSnapshot) => void)[] = [];
  #die: (failure: Failure) => void = () => undefined;
  readonly client: Pick<EmulatorClient, 'died' | 'terminate' | 'watchChip' | 'cutPower'> = {
    died: new Promise((resolve) => {
      this.#die = resolve;
    }),
    terminate: () => this.#die(toFailure(new OtaError('worker/died', { worker: 'emulator' }))),
    watchChip: (watcher) => {
      this.watchers.push(watcher);
      return Promise.resolve(ok(null));
    },
    cutPower: () => {
      this.asked.push('cutPower');
      return Promise.resolve(ok(null));
    },
  };
}

function setUp() {
  const threads: Thread[] = [];
  const emulator = lastingEmulator(() => {
    const thread = new Thread();
    threads.push(thread);
    return thread.client as EmulatorClient; // the rest is not called here
  });
  return { emulator, threads };
}

describe('a practice device whose thread is replaced', () => {
  it('ends the old thread, and asks the new one from then on', async () => {
    const { emulator, threads } = setUp();
    const first = emulator.died;
    emulator.restart();
    expect(await first).toMatchObject({ code: 'worker/died' });
    await emulator.cutPower();
    expect(threads.map(({ asked }) => asked)).toEqual([[], ['cutPower']]);
    expect(emulator.died).toBe(threads[1]?.client.died);
  });

  it('goes on telling whoever watched the chip, before it tells of the restart', async () => {
    const { emulator, threads } = setUp();
    const watcher = (): void => undefined;
    await emulator.watchChip(watcher);
    const seen: number[] = [];
    emulator.onRestart(() => seen.push(threads[1]?.watchers.length ?? 0));
    emulator.restart();
    expect(threads[1]?.watchers).toEqual([watcher]);
    expect(seen).toEqual([1]);
  });
});
