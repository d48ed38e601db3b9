/** German. */
import type { Catalogue } from '../catalogue.ts';
import bench from './bench.ts';
import bluetooth from './bluetooth.ts';
import cable from './cable.ts';
import compare from './compare.ts';
import comparePanel from './compare-panel.ts';
import deliveryFailures from './delivery-failures.ts';
import delivery from './delivery.ts';
import device from './device.ts';
import emulator from './emulator.ts';
import failures from './failures.ts';
import fileAndLinkFailures from './file-and-link-failures.ts';
import fileKinds from './file-kinds.ts';
import flash from './flash.ts';
import grammar from './grammar.ts';
import linkNames from './link-names.ts';
import mended from './mended.ts';
import network from './network.ts';
import panels from './panels.ts';
import receipt from './receipt.ts';
import report from './report.ts';
import result from './result.ts';
import screen from './screen.ts';
import settings from './settings.ts';
import signIn from './sign-in.ts';
import shadowFailures from './shadow-failures.ts';
import signature from './signature.ts';
import state from './state.ts';
import trustedKeys from './trusted-keys.ts';
import waiting from './waiting.ts';

export default {
  bench,
  bluetooth,
  cable,
  ...compare,
  comparePanel,
  ...deliveryFailures,
  delivery,
  device,
  emulator,
  ...failures,
  ...fileAndLinkFailures,
  ...fileKinds,
  flash,
  numbers: grammar.numbers,
  expected: grammar.expected,
  ...linkNames,
  ...mended,
  network,
  ...panels,
  ...receipt,
  ...report,
  ...result,
  ...screen,
  ...settings,
  signIn,
  ...shadowFailures,
  ...signature,
  ...state,
  trustedKeys,
  ...waiting,
} satisfies Catalogue;
