/** German. */
import type { Catalogue } from '../catalogue.ts';
import doctor from './doctor.ts';
import keys from './keys.ts';
import network from './network.ts';

export default { doctor, keys, network } satisfies Catalogue;
