import { describe, expect, it } from 'vitest';
import { CableState } from '../../../../../src/ui/features/cable/cable-state.svelte.ts';
import type { CableDeps } from '../../../../../src/ui/features/cable/cable-state.svelte.ts';

/** A device that answers when it is asked for the `answers`-th time, at whatever speed; the speeds that were asked. */
function cableTo({ answers }: { readonly answers: number }): {
  readonly cable: CableState;
  readonly asked: number[];
} {
  const asked: number[] = [];
  const serial = {
    baudRate: 0,
    listen: () => undefined,
    use: () => undefined,
    choose: () => Promise.resolve({ ok: true }),
  };
  const choice = { device: { kind: 'none' } };
  const connect = (): Promise<void> => {
    asked.push(serial.baudRate);
    choice.device = { kind: asked.length >= answers ? 'known' : 'unreachable' };
    return Promise.resolve();
  };
  const update = { choice, connect, running: false, method: null };
  const explained = { done: true, tell: () => undefined };
  const deps = { client: serial, update, explained, system: 'linux' } as unknown as CableDeps; // what a state without a screen uses of them
  return { cable: new CableState(deps), asked };
}

describe('the speeds of a port that nobody answered on', () => {
  it('asks at the other usual ones, and once more at the one asked in vain', async () => {
    const { cable, asked } = cableTo({ answers: 8 });
    await cable.choose();
    expect(cable.phase.kind).toBe('troubleshooting');
    await cable.trySpeeds();
    expect(asked).toEqual([115_200, 921_600, 460_800, 230_400, 57_600, 38_400, 9_600, 115_200]);
    expect(cable.phase.kind).toBe('closed');
  });

  it('stops at the first that is answered', async () => {
    const { cable, asked } = cableTo({ answers: 3 });
    await cable.choose();
    await cable.trySpeeds();
    expect(asked).toEqual([115_200, 921_600, 460_800]);
    expect(cable.phase.kind).toBe('closed');
  });

  it('says again what it said where nobody answers at any', async () => {
    const { cable } = cableTo({ answers: Infinity });
    await cable.choose();
    const first = cable.phase;
    await cable.trySpeeds();
    expect(cable.phase).toBe(first);
  });
});
