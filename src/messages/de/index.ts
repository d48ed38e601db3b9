/** German. */
import type { Catalogue } from '../catalogue.ts';
import about from './about.ts';
import attention from './attention.ts';
import bench from './bench.ts';
import bluetooth from './bluetooth.ts';
import bundleFailures from './bundle-failures.ts';
import cable from './cable.ts';
import console from './console.ts';
import deviceCommand from './device-command.ts';
import deviceSays from './device-says.ts';
import troubleshooting from './troubleshooting.ts';
import emulator from './emulator.ts';
import failures from './failures.ts';
import files from './files.ts';
import flash from './flash.ts';
import keys from './keys.ts';
import language from './language.ts';
import link from './link.ts';
import linkFailures from './link-failures.ts';
import linkNames from './link-names.ts';
import network from './network.ts';
import numbers from './numbers.ts';
import pause from './pause.ts';
import practice from './practice.ts';
import push from './push.ts';
import receipt from './receipt.ts';
import result from './result.ts';
import screen from './screen.ts';
import slipway from './slipway.ts';
import state from './state.ts';
import storage from './storage.ts';
import trial from './trial.ts';

export default {
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
