/** German of the screens that most visits never open. */
import type { LateTexts } from '../catalogue.ts';
import discovery from './discovery.ts';
import fleet from './fleet.ts';
import places from './places.ts';

export default { discovery, fleet, places } satisfies LateTexts;
