import type { Failure, Outcome } from '../../../contracts/failure.ts';
import type {
  DeviceSetting,
  SavedSettings,
  SettingValue,
} from '../../../contracts/managed-device.ts';
import type { AskUpdater } from '../../state/restartable-updater.ts';

export type SettingsStep =
  | { readonly kind: 'none' | 'reading' | 'loaded' }
  | { readonly kind: 'saving'; readonly restarts: boolean }
  | { readonly kind: 'saved'; readonly restarted: boolean }
  | { readonly kind: 'unreadable' | 'unsaved'; readonly failure: Failure };

/** Why what is typed is no value of this setting. */
export type SettingProblem = 'number' | 'whole';

export interface SettingsGroup {
  readonly name: string;
  readonly settings: readonly DeviceSetting[];
}

/** The device's settings as a form: what was read, what somebody typed over it, and what became of it. */
export class DeviceSettings {
  readonly #ask: AskUpdater;
  #settings = $state.raw<readonly DeviceSetting[]>([]);
  /** By path: a text of a text or a number, a flag. */
  #typed = $state<Record<string, string | boolean>>({});
  #step = $state.raw<SettingsStep>({ kind: 'none' });
  /** What was read last. */
  #which: 'usual' | 'all' = 'usual';
  /** Grows when what is asked is of no use any more. */
  #turn = 0;

  constructor(ask: AskUpdater) {
    this.#ask = ask;
  }

  get step(): SettingsStep {
    return this.#step;
  }

  get busy(): boolean {
    return this.#step.kind === 'reading' || this.#step.kind === 'saving';
  }

  /** In the device's order. */
  get groups(): readonly SettingsGroup[] {
    const groupOf = ({ path }: DeviceSetting): string => path.split('.')[0] ?? '';
    const names = this.#settings.map(groupOf).filter((name, at, all) => all.indexOf(name) === at);
    return names.map((name) => ({
      name,
      settings: this.#settings.filter((setting) => groupOf(setting) === name),
    }));
  }

  get hasAll(): boolean {
    return this.#which === 'all' && this.#settings.length > 0;
  }

  /** What stands in its field. */
  shown({ path, value }: DeviceSetting): string | boolean {
    const typed = this.#typed[path];
    if (typed !== undefined) return typed;
    return typeof value === 'number' ? String(value) : value;
  }

  type({ path }: DeviceSetting, typed: string | boolean): void {
    this.#typed[path] = typed;
    if (this.#step.kind === 'saved' || this.#step.kind === 'unsaved')
      this.#step = { kind: 'loaded' };
  }

  problemOf(setting: DeviceSetting): SettingProblem | null {
    const typed = this.#typed[setting.path];
    if (typeof setting.value !== 'number' || typeof typed !== 'string') return null;
    if (!/^-?\d+(\.\d+)?$/.test(typed.trim())) return 'number';
    return Number.isInteger(setting.value) && !Number.isInteger(Number(typed)) ? 'whole' : null;
  }

  /** Only what is another value than the device has. A secret that is left empty stays. */
  get changes(): readonly { readonly path: string; readonly value: SettingValue }[] {
    return this.#settings.flatMap((setting) => {
      const typed = this.#typed[setting.path];
      if (typed === undefined || (setting.isSecret && typed === '')) return [];
      const isNumber = typeof setting.value === 'number';
      const value = isNumber && typeof typed === 'string' ? Number(typed) : typed;
      return value === setting.value ? [] : [{ path: setting.path, value }];
    });
  }

  get isWrong(): boolean {
    return this.#settings.some((setting) => this.problemOf(setting) !== null);
  }

  undo(): void {
    this.#typed = {};
  }

  /** Another device, or none: nothing of the last one stays. */
  forget(): void {
    this.#turn += 1;
    this.#settings = [];
    this.#typed = {};
    this.#which = 'usual';
    this.#step = { kind: 'none' };
  }

  /** What somebody typed stays. */
  async read(which = this.#which): Promise<void> {
    if (this.busy) return;
    this.#step = { kind: 'reading' };
    const turn = this.#turn;
    const outcome = await this.#ask((updater) => updater.deviceSettings(which));
    if (turn !== this.#turn) return;
    if (!outcome.ok) {
      const { failure } = outcome;
      this.#step =
        failure.code === 'cancelled' ? { kind: 'none' } : { kind: 'unreadable', failure };
      return;
    }
    this.#which = which;
    this.#settings = outcome.value;
    this.#step = { kind: 'loaded' };
  }

  /** True: the device has them. What was typed stays where it has not. */
  async save(restarts: boolean): Promise<boolean> {
    if (this.busy || this.isWrong || this.changes.length === 0) return false;
    this.#step = { kind: 'saving', restarts };
    const { changes } = this;
    const turn = this.#turn;
    const outcome = await this.#ask((updater) => updater.changeSettings(changes, restarts));
    if (turn === this.#turn) this.#take(outcome);
    return outcome.ok;
  }

  #take(outcome: Outcome<SavedSettings>): void {
    if (!outcome.ok) {
      this.#step = { kind: 'unsaved', failure: outcome.failure };
      return;
    }
    const { settings, restart } = outcome.value;
    this.#settings = this.#settings.map(
      (setting) => settings.find(({ path }) => path === setting.path) ?? setting,
    );
    this.#typed = {};
    this.#step = { kind: 'saved', restarted: restart === 'seen' };
  }
}
