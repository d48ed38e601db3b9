/** All that a language says, by the names that `texts` is called with. One that lacks a text does not compile. */
import type doctor from './en/doctor.ts';
import type keys from './en/keys.ts';
import type network from './en/network.ts';
import type { Texts } from './locale.ts';

export interface Catalogue {
  readonly doctor: Texts<typeof doctor>;
  readonly keys: Texts<typeof keys>;
  readonly network: Texts<typeof network>;
}
