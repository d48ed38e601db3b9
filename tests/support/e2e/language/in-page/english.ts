/** All that English says, in one object as every other language has it. */
import type { Catalogue } from '../../../../../src/messages/catalogue.ts';
import about from '../../../../../src/messages/en/about.ts';
import attention from '../../../../../src/messages/en/attention.ts';
import bench from '../../../../../src/messages/en/bench.ts';
import bluetooth from '../../../../../src/messages/en/bluetooth.ts';
import bundleFailures from '../../../../../src/messages/en/bundle-failures.ts';
import cable from '../../../../../src/messages/en/cable.ts';
import console from '../../../../../src/messages/en/console.ts';
import deviceCommand from '../../../../../src/messages/en/device-command.ts';
import deviceSays from '../../../../../src/messages/en/device-says.ts';
import troubleshooting from '../../../../../src/messages/en/troubleshooting.ts';
import emulator from '../../../../../src/messages/en/emulator.ts';
import failures from '../../../../../src/messages/en/failures.ts';
import files from '../../../../../src/messages/en/files.ts';
import flash from '../../../../../src/messages/en/flash.ts';
import keys from '../../../../../src/messages/en/keys.ts';
import language from '../../../../../src/messages/en/language.ts';
import link from '../../../../../src/messages/en/link.ts';
import linkFailures from '../../../../../src/messages/en/link-failures.ts';
import linkNames from '../../../../../src/messages/en/link-names.ts';
import network from '../../../../../src/messages/en/network.ts';
import numbers from '../../../../../src/messages/en/numbers.ts';
import pause from '../../../../../src/messages/en/pause.ts';
import practice from '../../../../../src/messages/en/practice.ts';
import push from '../../../../../src/messages/en/push.ts';
import receipt from '../../../../../src/messages/en/receipt.ts';
import result from '../../../../../src/messages/en/result.ts';
import screen from '../../../../../src/messages/en/screen.ts';
import slipway from '../../../../../src/messages/en/slipway.ts';
import state from '../../../../../src/messages/en/state.ts';
import storage from '../../../../../src/messages/en/storage.ts';
import trial from '../../../../../src/messages/en/trial.ts';

export const english = {
  ...about,
  attention,
  bench,
  bluetooth,
  bundleFailures,
  cable,
  console,
  deviceCommand,
  deviceSays,
  troubleshooting,
  emulator,
  failures,
  files,
  flash,
  keys,
  language,
  link,
  linkFailures,
  linkNames,
  network,
  ...numbers,
  pause,
  ...practice,
  push,
  receipt,
  ...result,
  ...screen,
  ...slipway,
  ...state,
  storage,
  ...trial,
} satisfies Catalogue;
