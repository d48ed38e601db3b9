/** German. */
import type { Catalogue } from '../catalogue.ts';
import bench from './bench.ts';
import doctor from './doctor.ts';
import emulator from './emulator.ts';
import flash from './flash.ts';
import keys from './keys.ts';
import language from './language.ts';
import network from './network.ts';
import push from './push.ts';
import receipt from './receipt.ts';

export default {
  bench,
  doctor,
  emulator,
  flash,
  keys,
  language,
  network,
  push,
  receipt,
} satisfies Catalogue;
