/** All that a language says, by the names that `texts` is called with. One that lacks a text does not compile. */
import type bench from './en/bench.ts';
import type bluetooth from './en/bluetooth.ts';
import type bundleCommands from './en/bundle-commands.ts';
import type cable from './en/cable.ts';
import type commandLine from './en/command-line.ts';
import type compare from './en/compare.ts';
import type comparePanel from './en/compare-panel.ts';
import type deliveryFailures from './en/delivery-failures.ts';
import type delivery from './en/delivery.ts';
import type device from './en/device.ts';
import type discovery from './en/discovery.ts';
import type emulator from './en/emulator.ts';
import type failures from './en/failures.ts';
import type fileAndLinkFailures from './en/file-and-link-failures.ts';
import type fileKinds from './en/file-kinds.ts';
import type flash from './en/flash.ts';
import type fleet from './en/fleet.ts';
import type grammar from './en/grammar.ts';
import type history from './en/history.ts';
import type interrupted from './en/interrupted.ts';
import type linkNames from './en/link-names.ts';
import type mended from './en/mended.ts';
import type network from './en/network.ts';
import type panels from './en/panels.ts';
import type places from './en/places.ts';
import type productChecks from './en/product-checks.ts';
import type pushByShadow from './en/push-by-shadow.ts';
import type pushChecks from './en/push-checks.ts';
import type pushFleet from './en/push-fleet.ts';
import type pushRoute from './en/push-route.ts';
import type pushRehearsal from './en/push-rehearsal.ts';
import type receipt from './en/receipt.ts';
import type report from './en/report.ts';
import type result from './en/result.ts';
import type rollOutChecks from './en/roll-out-checks.ts';
import type keptRollOut from './en/kept-roll-out.ts';
import type recording from './en/recording.ts';
import type rehearsal from './en/rehearsal.ts';
import type rollOut from './en/roll-out.ts';
import type rollOutReport from './en/roll-out-report.ts';
import type screen from './en/screen.ts';
import type settings from './en/settings.ts';
import type settingsAfter from './en/settings-after.ts';
import type shadowFailures from './en/shadow-failures.ts';
import type signature from './en/signature.ts';
import type signIn from './en/sign-in.ts';
import type state from './en/state.ts';
import type updateRoute from './en/update-route.ts';
import type trustedKeys from './en/trusted-keys.ts';
import type waiting from './en/waiting.ts';
import type { Texts } from './locale.ts';

/** Files with several names hold texts that belong together. */
type Several = Texts<
  Pick<typeof grammar, 'numbers' | 'expected'> &
    typeof compare &
    typeof deliveryFailures &
    typeof failures &
    typeof fileAndLinkFailures &
    typeof fileKinds &
    typeof linkNames &
    typeof mended &
    typeof panels &
    typeof receipt &
    typeof report &
    typeof result &
    typeof screen &
    typeof settings &
    typeof shadowFailures &
    typeof signature &
    typeof state &
    typeof waiting
>;

export interface Catalogue extends Several {
  readonly bench: Texts<typeof bench>;
  readonly bluetooth: Texts<typeof bluetooth>;
  readonly cable: Texts<typeof cable>;
  readonly comparePanel: Texts<typeof comparePanel>;
  readonly delivery: Texts<typeof delivery>;
  readonly device: Texts<typeof device>;
  readonly emulator: Texts<typeof emulator>;
  readonly flash: Texts<typeof flash>;
  readonly network: Texts<typeof network>;
  readonly signIn: Texts<typeof signIn>;
  readonly trustedKeys: Texts<typeof trustedKeys>;
}

/** What only screens say that most visits never open: a chunk of its own, fetched with the first of them (late-languages.ts). */
export interface LateTexts {
  readonly discovery: Texts<typeof discovery>;
  readonly fleet: Texts<typeof fleet>;
  readonly history: Texts<typeof history>;
  readonly interrupted: Texts<typeof interrupted>;
  readonly places: Texts<typeof places>;
  readonly productChecks: Texts<typeof productChecks>;
  readonly rollOutChecks: Texts<typeof rollOutChecks>;
  readonly keptRollOut: Texts<typeof keptRollOut>;
  readonly recording: Texts<typeof recording>;
  readonly rehearsal: Texts<typeof rehearsal>;
  readonly rollOut: Texts<typeof rollOut>;
  readonly rollOutReport: Texts<typeof rollOutReport>;
  readonly settingsAfter: Texts<typeof settingsAfter>;
  readonly updateRoute: Texts<typeof updateRoute>;
}

/** What only commands say, beside the catalogue: pages do not load it. */
export type CommandTexts = Texts<
  typeof bundleCommands &
    typeof commandLine &
    typeof pushByShadow &
    typeof pushChecks &
    typeof pushFleet &
    typeof pushRehearsal &
    typeof pushRoute
>;
