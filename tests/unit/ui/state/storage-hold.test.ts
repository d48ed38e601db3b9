import { describe, expect, it } from 'vitest';
import { storageWords } from '../../../../src/messages/settings-words.ts';
import { StorageHold } from '../../../../src/ui/state/storage-hold.svelte.ts';
import type { Hold, Storage } from '../../../../src/ui/state/storage-hold.svelte.ts';

/** A browser with these answers, and what it was asked. */
function browserThat(answers: { readonly [Q in keyof Storage]: () => Promise<boolean> }) {
  const asked: (keyof Storage)[] = [];
  const storage: Storage = {
    persist: () => (asked.push('persist'), answers.persist()),
    persisted: () => (asked.push('persisted'), answers.persisted()),
  };
  return { asked, state: new StorageHold(storage) };
}

const says = (answer: boolean) => () => Promise.resolve(answer);
const throws = () => Promise.reject(new DOMException('no', 'SecurityError'));

describe('what the browser promises to keep', () => {
  it('is looked at without asking for more', async () => {
    const { state, asked } = browserThat({ persisted: says(false), persist: says(true) });
    expect(state.hold).toBe('unknown');
    await state.look();
    expect([state.hold, asked]).toEqual(['may-go', ['persisted']]);
  });

  it.each([
    [says(true), 'held'],
    [says(false), 'refused'],
    [throws, 'failed'],
  ] as const)('is asked for by a press, and the answer is kept: %#', async (persist, hold) => {
    const { state } = browserThat({ persisted: says(false), persist });
    await state.look();
    const answer = state.ask();
    expect(state.hold).toBe('asking');
    await answer;
    expect(state.hold).toBe(hold);
  });

  it('stays refused when it is looked at again: what was asked is more than what was seen', async () => {
    const { state } = browserThat({ persisted: says(false), persist: says(false) });
    await state.ask();
    await state.look();
    expect(state.hold).toBe('refused');
  });

  it('is not asked for a second time while the person is asked', async () => {
    let answer: (held: boolean) => void = () => undefined;
    const persist = () => new Promise<boolean>((resolve) => (answer = resolve));
    const { state, asked } = browserThat({ persisted: says(false), persist });
    const first = state.ask();
    await state.ask();
    await state.look();
    expect([state.hold, asked]).toEqual(['asking', ['persist']]);
    answer(true);
    await first;
    expect(state.hold).toBe('held');
  });

  it('is nothing to ask for where the browser has no such thing, or only a part of it', async () => {
    for (const storage of [null, {}, { persisted: says(true) }]) {
      const state = new StorageHold(storage);
      await state.look();
      await state.ask();
      expect(state.hold).toBe('missing');
    }
  });

  it('has a sentence for every answer', () => {
    const holds: readonly Hold[] = ['missing', 'may-go', 'asking', 'held', 'refused', 'failed'];
    for (const hold of holds) expect(storageWords.says[hold]).toMatch(/^(The|This) browser .*\.$/);
  });
});
