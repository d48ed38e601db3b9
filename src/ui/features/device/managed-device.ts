import type { AskUpdater } from '../../state/restartable-updater.ts';
import { DeviceFileList } from './device-files.svelte.ts';
import { ProductCheckList } from './product-checks.svelte.ts';
import { DeviceSettings } from './device-settings.svelte.ts';

/** Settings and files of the device on the screen, as they were read last, and the checks of its product. They stay while nobody looks. */
export class ManagedDevice {
  readonly settings: DeviceSettings;
  readonly files: DeviceFileList;
  readonly checks: ProductCheckList;
  /** Which device they are of, and of which firmware. */
  #about: string | null = null;

  constructor(ask: AskUpdater) {
    this.settings = new DeviceSettings(ask);
    this.files = new DeviceFileList(ask);
    this.checks = new ProductCheckList(ask);
  }

  /** Somebody looks again: all are read anew, but what is under way goes on and what was typed stays. */
  opened(): void {
    const { settings, files, checks } = this;
    if (!settings.busy && settings.changes.length === 0) settings.forget();
    if (!files.busy) files.forget();
    if (!checks.busy && checks.draft === null) checks.forget();
  }

  /** Nothing of another device, or of another firmware, is shown as this one's. */
  follow(about: string): void {
    if (about === this.#about) return;
    this.#about = about;
    this.settings.forget();
    this.files.forget();
    this.checks.forget();
  }
}
