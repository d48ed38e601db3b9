import { beforeEach, describe, expect, it } from 'vitest';
import { WakeLock } from '../../../../src/ui/state/wake-lock.svelte.ts';
import type { ScreenLock } from '../../../../src/ui/state/wake-lock.svelte.ts';

/** A screen as a browser lends it: only to a page in front, and taken back when it goes behind. */
class Screen implements ScreenLock {
  visible = true;
  refuses = false;
  held = 0;
  asked = 0;
  #listeners: (() => void)[] = [];

  request() {
    this.asked += 1;
    if (this.refuses || !this.visible)
      return Promise.reject(new DOMException('', 'NotAllowedError'));
    this.held += 1;
    const taken = { back: false };
    const release = () => {
      if (!taken.back) this.held -= 1;
      taken.back = true;
      return Promise.resolve();
    };
    return Promise.resolve({
      addEventListener: (_: 'release', listener: () => void) => {
        this.#listeners.push(() => {
          void release();
          listener();
        });
      },
      release,
    });
  }

  takeBack(): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

let screen: Screen;
let wakeLock: WakeLock;
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  screen = new Screen();
  wakeLock = new WakeLock({ lock: screen, visible: () => screen.visible });
});

describe('keeping the screen on', () => {
  it('holds it while it is wanted, and lets go after', async () => {
    wakeLock.hold();
    await settled();
    expect([wakeLock.state, screen.held]).toEqual(['on', 1]);
    wakeLock.letGo();
    await settled();
    expect([wakeLock.state, screen.held]).toEqual(['off', 0]);
  });

  it('asks again when the page comes back to the front', async () => {
    wakeLock.hold();
    await settled();
    screen.visible = false;
    screen.takeBack();
    wakeLock.pageShown(); // told while still behind: nothing is asked
    expect(screen.asked).toBe(1);
    screen.visible = true;
    wakeLock.pageShown();
    await settled();
    expect([wakeLock.state, screen.held, screen.asked]).toEqual(['on', 1, 2]);
  });

  it('says when it is refused, and when the system takes it back in front', async () => {
    screen.refuses = true;
    wakeLock.hold();
    await settled();
    expect(wakeLock.state).toBe('refused');
    screen.refuses = false;
    wakeLock.pageShown();
    await settled();
    expect(wakeLock.state).toBe('on');
    screen.takeBack();
    expect(wakeLock.state).toBe('refused');
  });

  it('gives back what arrives after it is no longer wanted', async () => {
    wakeLock.hold();
    wakeLock.letGo();
    await settled();
    expect([wakeLock.state, screen.held]).toEqual(['off', 0]);
  });

  it('says so where the browser has no way to ask', () => {
    const without = new WakeLock({ lock: null, visible: () => true });
    without.hold();
    expect(without.state).toBe('missing');
    without.letGo();
    expect(without.state).toBe('off');
  });
});
