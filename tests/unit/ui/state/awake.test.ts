import { beforeEach, describe, expect, it } from 'vitest';
import { AwakeState } from '../../../../src/ui/state/awake.svelte.ts';
import type { ScreenLock } from '../../../../src/ui/state/awake.svelte.ts';

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
let awake: AwakeState;
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  screen = new Screen();
  awake = new AwakeState({ lock: screen, visible: () => screen.visible });
});

describe('keeping the screen on', () => {
  it('holds it while it is wanted, and lets go after', async () => {
    awake.hold();
    await settled();
    expect([awake.state, screen.held]).toEqual(['on', 1]);
    awake.letGo();
    await settled();
    expect([awake.state, screen.held]).toEqual(['off', 0]);
  });

  it('asks again when the page comes back to the front', async () => {
    awake.hold();
    await settled();
    screen.visible = false;
    screen.takeBack();
    awake.pageShown(); // told while still behind: nothing is asked
    expect(screen.asked).toBe(1);
    screen.visible = true;
    awake.pageShown();
    await settled();
    expect([awake.state, screen.held, screen.asked]).toEqual(['on', 1, 2]);
  });

  it('says when it is refused, and when the system takes it back in front', async () => {
    screen.refuses = true;
    awake.hold();
    await settled();
    expect(awake.state).toBe('refused');
    screen.refuses = false;
    awake.pageShown();
    await settled();
    expect(awake.state).toBe('on');
    screen.takeBack();
    expect(awake.state).toBe('refused');
  });

  it('gives back what arrives after it is no longer wanted', async () => {
    awake.hold();
    awake.letGo();
    await settled();
    expect([awake.state, screen.held]).toEqual(['off', 0]);
  });

  it('says so where the browser has no way to ask', () => {
    const without = new AwakeState({ lock: null, visible: () => true });
    without.hold();
    expect(without.state).toBe('missing');
    without.letGo();
    expect(without.state).toBe('off');
  });
});
