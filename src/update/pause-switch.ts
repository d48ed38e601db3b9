/** A wish to pause, as the procedure sees it. */
export interface PauseSwitch {
  readonly requested: boolean;
  /** Settles at the next press, whichever it is; there is another one after that. */
  readonly changed: Promise<void>;
}

/** The same as its owner sees it. */
export interface PauseControl extends PauseSwitch {
  pause(): void;
  /** Ends the pause. While a lost link is looked for, it is looked for at once. */
  goOn(): void;
}

export function createPauseSwitch(): PauseControl {
  let requested = false;
  let press: () => void = () => undefined;
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      press = resolve;
    });
  let changed = next();
  const set = (wish: boolean): void => {
    requested = wish;
    const pressed = press;
    changed = next();
    pressed();
  };
  return {
    get requested() {
      return requested;
    },
    get changed() {
      return changed;
    },
    pause: () => set(true),
    goOn: () => set(false),
  };
}
