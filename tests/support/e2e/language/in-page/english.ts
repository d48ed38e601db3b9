/** All that English says, in one object as every other language has it. */
import type { Catalogue, LateTexts } from '../../../../../src/messages/catalogue.ts';
import bench from '../../../../../src/messages/en/bench.ts';
import bluetooth from '../../../../../src/messages/en/bluetooth.ts';
import cable from '../../../../../src/messages/en/cable.ts';
import compare from '../../../../../src/messages/en/compare.ts';
import comparePanel from '../../../../../src/messages/en/compare-panel.ts';
import deliveryFailures from '../../../../../src/messages/en/delivery-failures.ts';
import delivery from '../../../../../src/messages/en/delivery.ts';
import device from '../../../../../src/messages/en/device.ts';
import discovery from '../../../../../src/messages/en/discovery.ts';
import emulator from '../../../../../src/messages/en/emulator.ts';
import failures from '../../../../../src/messages/en/failures.ts';
import fileAndLinkFailures from '../../../../../src/messages/en/file-and-link-failures.ts';
import fileKinds from '../../../../../src/messages/en/file-kinds.ts';
import flash from '../../../../../src/messages/en/flash.ts';
import fleet from '../../../../../src/messages/en/fleet.ts';
import history from '../../../../../src/messages/en/history.ts';
import interrupted from '../../../../../src/messages/en/interrupted.ts';
import grammar from '../../../../../src/messages/en/grammar.ts';
import linkNames from '../../../../../src/messages/en/link-names.ts';
import mended from '../../../../../src/messages/en/mended.ts';
import network from '../../../../../src/messages/en/network.ts';
import productChecks from '../../../../../src/messages/en/product-checks.ts';
import places from '../../../../../src/messages/en/places.ts';
import panels from '../../../../../src/messages/en/panels.ts';
import receipt from '../../../../../src/messages/en/receipt.ts';
import report from '../../../../../src/messages/en/report.ts';
import rollOutChecks from '../../../../../src/messages/en/roll-out-checks.ts';
import keptRollOut from '../../../../../src/messages/en/kept-roll-out.ts';
import recording from '../../../../../src/messages/en/recording.ts';
import rehearsal from '../../../../../src/messages/en/rehearsal.ts';
import rollOut from '../../../../../src/messages/en/roll-out.ts';
import rollOutReport from '../../../../../src/messages/en/roll-out-report.ts';
import result from '../../../../../src/messages/en/result.ts';
import screen from '../../../../../src/messages/en/screen.ts';
import settingsAfter from '../../../../../src/messages/en/settings-after.ts';
import settings from '../../../../../src/messages/en/settings.ts';
import signIn from '../../../../../src/messages/en/sign-in.ts';
import shadowFailures from '../../../../../src/messages/en/shadow-failures.ts';
import signature from '../../../../../src/messages/en/signature.ts';
import state from '../../../../../src/messages/en/state.ts';
import updateRoute from '../../../../../src/messages/en/update-route.ts';
import trustedKeys from '../../../../../src/messages/en/trusted-keys.ts';
import waiting from '../../../../../src/messages/en/waiting.ts';

export const english = {
  bench,
  bluetooth,
  cable,
  ...compare,
  comparePanel,
  ...deliveryFailures,
  delivery,
  device,
  discovery,
  emulator,
  ...failures,
  ...fileAndLinkFailures,
  ...fileKinds,
  flash,
  fleet,
  history,
  interrupted,
  numbers: grammar.numbers,
  expected: grammar.expected,
  ...linkNames,
  ...mended,
  network,
  places,
  productChecks,
  ...panels,
  ...receipt,
  ...report,
  ...result,
  rollOutChecks,
  keptRollOut,
  recording,
  rehearsal,
  rollOut,
  rollOutReport,
  ...screen,
  ...settings,
  settingsAfter,
  signIn,
  ...shadowFailures,
  ...signature,
  ...state,
  trustedKeys,
  updateRoute,
  ...waiting,
} satisfies Catalogue & LateTexts;
