import { LONGEST_SIGN_IN } from '../../../contracts/sign-in.ts';
import type { DeniedPlaces, RollOutOrder, RollOutSignIn } from '../../../workers/api.ts';
import type { AddedFile, RollOutThread } from './roll-out-thread.ts';

const NOBODY: DeniedPlaces = { brokers: [], devices: [] };

/** What is typed for one broker, or for the devices. The password is in memory only. */
export interface SignInDraft {
  readonly user: string;
  readonly password: string;
  readonly keep: boolean;
}

/** Who of the devices and brokers of a roll-out asks for a user and a password. */
export class RollOutAccessCheck {
  readonly #thread: RollOutThread;
  #denied = $state.raw<DeniedPlaces>(NOBODY);
  /** Given since the last look; whether it is taken is seen at the next one. */
  #given = $state.raw<readonly string[]>([]);
  #isChecking = $state(false);

  constructor(thread: RollOutThread) {
    this.#thread = thread;
  }

  /** Of the last look. */
  get denied(): DeniedPlaces {
    return this.#denied;
  }

  get isDenied(): boolean {
    return this.#denied.brokers.length + this.#denied.devices.length > 0;
  }

  get isChecking(): boolean {
    return this.#isChecking;
  }

  /** `place`: null = the devices. */
  isGiven(place: string | null): boolean {
    return this.#given.includes(place ?? '');
  }

  /** true: whoever was asked lets us in, as far as is known. */
  async look({ plan }: RollOutOrder, files: readonly AddedFile[]): Promise<boolean> {
    this.#isChecking = true;
    const looked = await this.#thread.ask(files, (updater) => updater.checkRollOutAccess(plan));
    this.#isChecking = false;
    this.#given = [];
    this.#denied = looked.ok ? looked.value : NOBODY;
    return !this.isDenied;
  }

  /** `place`: null = the devices. false: nobody has such a name or password. */
  async give(place: string | null, { user, password, keep }: SignInDraft): Promise<boolean> {
    if (user === '' || Math.max(user.length, password.length) > LONGEST_SIGN_IN) return false;
    const given: RollOutSignIn =
      place === null
        ? { at: 'device', place, user, password, keep: false }
        : { at: 'broker', place, user, password, keep };
    const told = await this.#thread.ask([], (updater) => updater.signInRollOut(given));
    if (told.ok) this.#given = [...this.#given, place ?? ''];
    return told.ok;
  }
}
