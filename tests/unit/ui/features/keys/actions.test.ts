import { describe, expect, it } from 'vitest';
import { KeyReader } from '../../../../../src/ui/features/keys/actions.ts';

const press = (
  key: string,
  held: Partial<Record<'shift' | 'ctrl' | 'meta' | 'alt', true>> = {},
) => ({
  key,
  shiftKey: held.shift === true,
  ctrlKey: held.ctrl === true,
  metaKey: held.meta === true,
  altKey: held.alt === true,
});

describe('the reader of keys', () => {
  it('reads two keys one after the other, if the second comes in time', () => {
    const reader = new KeyReader();
    expect(reader.read(press('g'), 0)).toBeNull();
    expect(reader.read(press('e'), 1_500)).toBe('g e');
    expect(reader.read(press('g'), 2_000)).toBeNull();
    expect(reader.read(press('e'), 3_501)).toBe('e');
  });

  it('forgets the first key when another one comes between', () => {
    const reader = new KeyReader();
    reader.read(press('g'), 0);
    expect(reader.read(press('o'), 10)).toBe('g o');
    expect(reader.read(press('e'), 20)).toBe('e');
  });

  it('reads a letter as itself with Caps Lock, and as another key with Shift', () => {
    const reader = new KeyReader();
    expect(reader.read(press('K'), 0)).toBe('k');
    expect(reader.read(press('Shift', { shift: true }), 0)).toBeNull();
    expect(reader.read(press('K', { shift: true }), 0)).toBe('Shift+K');
    expect(reader.read(press('k', { shift: true }), 0)).toBe('Shift+K'); // Caps Lock and Shift
    expect(reader.read(press('?', { shift: true }), 0)).toBe('?');
  });

  it('leaves keys with a modifier to the browser, but for the palette', () => {
    const reader = new KeyReader();
    expect(reader.read(press('k', { ctrl: true }), 0)).toBe('Control+K');
    expect(reader.read(press('k', { meta: true }), 0)).toBe('Control+K');
    expect(reader.read(press('K', { ctrl: true, shift: true }), 0)).toBeNull();
    expect(reader.read(press('o', { ctrl: true }), 0)).toBeNull();
    expect(reader.read(press('d', { alt: true }), 0)).toBeNull();
    expect(reader.read(press('p', { meta: true }), 0)).toBeNull();
  });
});
