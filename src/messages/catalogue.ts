/** All that a language says, by the names that `texts` is called with. One that lacks a text does not compile. */
import type about from './en/about.ts';
import type attention from './en/attention.ts';
import type bench from './en/bench.ts';
import type bluetooth from './en/bluetooth.ts';
import type bundleFailures from './en/bundle-failures.ts';
import type cable from './en/cable.ts';
import type console from './en/console.ts';
import type deviceCommand from './en/device-command.ts';
import type deviceSays from './en/device-says.ts';
import type troubleshooting from './en/troubleshooting.ts';
import type emulator from './en/emulator.ts';
import type failures from './en/failures.ts';
import type files from './en/files.ts';
import type flash from './en/flash.ts';
import type keys from './en/keys.ts';
import type language from './en/language.ts';
import type link from './en/link.ts';
import type linkFailures from './en/link-failures.ts';
import type linkNames from './en/link-names.ts';
import type network from './en/network.ts';
import type numbers from './en/numbers.ts';
import type pause from './en/pause.ts';
import type practice from './en/practice.ts';
import type push from './en/push.ts';
import type receipt from './en/receipt.ts';
import type result from './en/result.ts';
import type screen from './en/screen.ts';
import type slipway from './en/slipway.ts';
import type state from './en/state.ts';
import type storage from './en/storage.ts';
import type trial from './en/trial.ts';
import type { Texts } from './locale.ts';

/** Files with several names hold small texts that belong together. */
type Several = Texts<
  typeof about &
    typeof numbers &
    typeof practice &
    typeof result &
    typeof screen &
    typeof slipway &
    typeof state &
    typeof trial
>;

export interface Catalogue extends Several {
  readonly attention: Texts<typeof attention>;
  readonly bench: Texts<typeof bench>;
  readonly bluetooth: Texts<typeof bluetooth>;
  readonly bundleFailures: Texts<typeof bundleFailures>;
  readonly cable: Texts<typeof cable>;
  readonly console: Texts<typeof console>;
  readonly deviceCommand: Texts<typeof deviceCommand>;
  readonly deviceSays: Texts<typeof deviceSays>;
  readonly troubleshooting: Texts<typeof troubleshooting>;
  readonly emulator: Texts<typeof emulator>;
  readonly failures: Texts<typeof failures>;
  readonly files: Texts<typeof files>;
  readonly flash: Texts<typeof flash>;
  readonly keys: Texts<typeof keys>;
  readonly language: Texts<typeof language>;
  readonly link: Texts<typeof link>;
  readonly linkFailures: Texts<typeof linkFailures>;
  readonly linkNames: Texts<typeof linkNames>;
  readonly network: Texts<typeof network>;
  readonly pause: Texts<typeof pause>;
  readonly push: Texts<typeof push>;
  readonly receipt: Texts<typeof receipt>;
  readonly storage: Texts<typeof storage>;
}
