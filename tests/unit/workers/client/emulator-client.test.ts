import { describe, expect, it } from 'vitest';
import { OtaError, toFailure, type Failure } from '../../../../src/contracts/failure.ts';
import { lastingEmulator } from '../../../../src/workers/client/emulator-client.ts';
import type { EmulatorClient } from '../../../../src/workers/client/emulator-client.ts';
import { ok } from '../../../../src/workers/comlink/calls.ts';

/** A thread of which only is known what was asked of it, and that dies when it is ended. */
class Thread {
  readonly asked: string[] = [];
  #die: (failure: Failure) => void = () => undefined;
  readonly client: Pick<EmulatorClient, 'died' | 'terminate' | 'cutPower'> = {
    died: new Promise((resolve) => {
      this.#die = resolve;
    }),
    terminate: () => this.#die(toFailure(new OtaError('worker/died', { worker: 'emulator' }))),
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

  it('tells of the restart when calls go to the new thread', () => {
    const { emulator, threads } = setUp();
    emulator.onRestart(() => void emulator.cutPower());
    emulator.restart();
    expect(threads.map(({ asked }) => asked)).toEqual([[], ['cutPower']]);
  });
});
