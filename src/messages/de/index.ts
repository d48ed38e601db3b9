/** German. */
import type { Catalogue } from '../catalogue.ts';
import bench from './bench.ts';
import bluetooth from './bluetooth.ts';
import bundleFailures from './bundle-failures.ts';
import cable from './cable.ts';
import console from './console.ts';
import deviceCommand from './device-command.ts';
import deviceSays from './device-says.ts';
import doctor from './doctor.ts';
import emulator from './emulator.ts';
import failures from './failures.ts';
import flash from './flash.ts';
import keys from './keys.ts';
import language from './language.ts';
import link from './link.ts';
import linkFailures from './link-failures.ts';
import linkNames from './link-names.ts';
import network from './network.ts';
import push from './push.ts';
import receipt from './receipt.ts';
import storage from './storage.ts';

export default {
  bench,
  bluetooth,
  bundleFailures,
  cable,
  console,
  deviceCommand,
  deviceSays,
  doctor,
  emulator,
  failures,
  flash,
  keys,
  language,
  link,
  linkFailures,
  linkNames,
  network,
  push,
  receipt,
  storage,
} satisfies Catalogue;
