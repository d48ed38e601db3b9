/** German. */
import type { Catalogue } from '../catalogue.ts';
import bench from './bench.ts';
import bluetooth from './bluetooth.ts';
import cable from './cable.ts';
import doctor from './doctor.ts';
import emulator from './emulator.ts';
import flash from './flash.ts';
import keys from './keys.ts';
import language from './language.ts';
import network from './network.ts';
import push from './push.ts';
import receipt from './receipt.ts';
import storage from './storage.ts';

export default {
  bench,
  bluetooth,
  cable,
  doctor,
  emulator,
  flash,
  keys,
  language,
  network,
  push,
  receipt,
  storage,
} satisfies Catalogue;
