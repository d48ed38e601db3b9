import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Announcer } from '../../../../src/ui/parts/announcer.svelte.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the announcer', () => {
  it('says at most one polite thing in three seconds, and then the newest', () => {
    const announcer = new Announcer();
    announcer.say('one', { urgent: false });
    announcer.say('two', { urgent: false });
    announcer.say('three', { urgent: false });
    expect(announcer.polite).toBe('one');
    vi.advanceTimersByTime(2_999);
    expect(announcer.polite).toBe('one');
    vi.advanceTimersByTime(1);
    expect(announcer.polite).toBe('three');
  });

  it('lets urgent words pass at once, and drops what was waiting', () => {
    const announcer = new Announcer();
    announcer.say('one', { urgent: false });
    announcer.say('two', { urgent: false });
    announcer.say('now', { urgent: true });
    expect(announcer.urgent).toBe('now');
    vi.advanceTimersByTime(10_000);
    expect(announcer.polite).toBe('one');
  });

  it('does not cut urgent words short with what comes within three seconds of them', () => {
    const announcer = new Announcer();
    announcer.say('one', { urgent: false });
    vi.advanceTimersByTime(2_000);
    announcer.say('now', { urgent: true });
    announcer.say('two', { urgent: false });
    vi.advanceTimersByTime(2_999);
    expect(announcer.polite).toBe('one');
    vi.advanceTimersByTime(1);
    expect(announcer.polite).toBe('two');
  });

  it('says the same words twice when they are meant twice', () => {
    const announcer = new Announcer();
    announcer.say('now', { urgent: true });
    const first = announcer.urgent;
    announcer.say('now', { urgent: true });
    expect(announcer.urgent).not.toBe(first);
    expect(announcer.urgent.trim()).toBe('now');
  });
});
