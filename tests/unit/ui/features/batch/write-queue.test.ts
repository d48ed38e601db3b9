import { describe, expect, it } from 'vitest';
import { WriteQueue } from '../../../../../src/ui/features/batch/write-queue.svelte.ts';

/** Who enters a queue of two, and how each one's waiting ended. */
function queueOf(...items: readonly string[]) {
  const queue = new WriteQueue<string>(2);
  const ended: string[] = [];
  const enter = (item: string): boolean => {
    const turn = queue.enter(item);
    void turn?.then((admitted) => ended.push(`${item} ${admitted ? 'goes' : 'left'}`));
    return turn === null;
  };
  const atOnce = items.filter(enter);
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { queue, ended, enter, atOnce, settled };
}

describe('the line of those that wait to be written', () => {
  it('lets as many in at once as there are places, and the others in their order', async () => {
    const { queue, ended, atOnce, settled } = queueOf('a', 'b', 'c', 'd');
    expect(atOnce).toEqual(['a', 'b']);
    expect([queue.placeOf('a'), queue.placeOf('c'), queue.placeOf('d')]).toEqual([null, 1, 2]);
    queue.leave('b');
    await settled();
    expect(ended).toEqual(['c goes']);
    expect(queue.placeOf('d')).toBe(1);
  });

  it('passes nobody by who waits, when a place is free again', async () => {
    const { queue, ended, enter, settled } = queueOf('a', 'b');
    queue.hold();
    expect(enter('c')).toBe(false);
    queue.leave('a');
    queue.goOn();
    expect(enter('d')).toBe(false);
    await settled();
    expect(ended).toEqual(['c goes']);
  });

  it('gives a place to nobody twice, however often it is given back', async () => {
    const { queue, ended, settled } = queueOf('a', 'b', 'c', 'd', 'e');
    queue.leave('a');
    queue.leave('a');
    await settled();
    expect(ended).toEqual(['c goes']);
    expect(queue.length).toBe(2);
  });

  it('tells whoever leaves the line that it is not its turn', async () => {
    const { queue, ended, settled } = queueOf('a', 'b', 'c', 'd');
    queue.leave('c');
    queue.leave('a');
    await settled();
    expect(ended).toEqual(['c left', 'd goes']);
  });

  it('lets nobody in while it is held, and is not held for nobody', async () => {
    const { queue, ended, settled } = queueOf('a', 'b', 'c');
    queue.hold();
    queue.leave('a');
    queue.leave('b');
    await settled();
    expect([queue.held, ended]).toEqual([true, []]);
    queue.leave('c');
    expect(queue.held).toBe(false);
  });
});
