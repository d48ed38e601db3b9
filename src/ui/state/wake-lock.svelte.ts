/** The part of `navigator.wakeLock` that is used here. */
export interface ScreenLock {
  request(kind: 'screen'): Promise<{
    addEventListener(type: 'release', listener: () => void): void;
    release(): Promise<void>;
  }>;
}

/** `missing`: this browser has no way to ask. */
export type WakeLockState = 'off' | 'on' | 'refused' | 'missing';

export interface WakeLockDeps {
  /** null where the browser has none. */
  readonly lock: ScreenLock | null;
  /** Is the page in front? A page behind another one is always refused. */
  readonly visible: () => boolean;
}

/** Keeps the screen on while it is wanted. The browser takes that back whenever the page goes behind. */
export class WakeLock {
  readonly #deps: WakeLockDeps;
  #state = $state<WakeLockState>('off');
  #wanted = false;
  #asking = false;
  #release: (() => Promise<void>) | null = null;

  constructor(deps: WakeLockDeps) {
    this.#deps = deps;
  }

  get state(): WakeLockState {
    return this.#state;
  }

  hold(): void {
    this.#wanted = true;
    void this.#ask();
  }

  /** The page is in front again: what was taken back is asked for anew. */
  pageShown(): void {
    if (this.#wanted) void this.#ask();
  }

  letGo(): void {
    this.#wanted = false;
    this.#state = 'off';
    void this.#release?.();
    this.#release = null;
  }

  async #ask(): Promise<void> {
    const { lock, visible } = this.#deps;
    if (lock === null) {
      this.#state = 'missing';
      return;
    }
    if (this.#asking || this.#release !== null || !visible()) return;
    this.#asking = true;
    const held = await lock.request('screen').catch(() => null);
    this.#asking = false;
    if (!this.#wanted) {
      await held?.release();
      return;
    }
    if (held === null) {
      // Also when the page went behind while it was asked: it is asked again in front.
      this.#state = 'refused';
      return;
    }
    this.#release = () => held.release();
    this.#state = 'on';
    held.addEventListener('release', () => this.#released());
  }

  #released(): void {
    this.#release = null;
    // In front, it was the system: an empty battery, a policy. Behind, nobody looks, and it comes back.
    if (this.#wanted && this.#deps.visible()) this.#state = 'refused';
  }
}
