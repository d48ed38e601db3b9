/** Words of the fleet. Its screen fetches them in the language of the page before it reads one (late-languages.ts). */
import english from './en/fleet.ts';
import { texts } from './locale.ts';

export const fleetWords = texts('fleet', english);
