/** German. */
import type { Catalogue } from '../catalogue.ts';
import bench from './bench.ts';
import bluetooth from './bluetooth.ts';
import cable from './cable.ts';
import console from './console.ts';
import doctor from './doctor.ts';
import emulator from './emulator.ts';
import flash from './flash.ts';
import keys from './keys.ts';
import language from './language.ts';
import link from './link.ts';
import linkNames from './link-names.ts';
import network from './network.ts';
import push from './push.ts';
import receipt from './receipt.ts';
import storage from './storage.ts';

export default {
  bench,
  bluetooth,
  cable,
  console,
  doctor,
  emulator,
  flash,
  keys,
  language,
  link,
  linkNames,
  network,
  push,
  receipt,
  storage,
} satisfies Catalogue;
