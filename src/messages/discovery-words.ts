/** Words of devices that are looked for in the network. */
import english from './en/discovery.ts';
import { texts } from './locale.ts';

export const discoveryWords = texts('discovery', english);
