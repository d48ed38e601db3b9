import { realClock } from '../../contracts/clock.ts';
import type { ShadowPlace } from '../../shadow/shadow-places.ts';
import type { Shadow } from '../../shadow/shadow.ts';
import { nodeFetch } from '../../transports/nodehttp/node-send.ts';

/** The caller closes it. */
export const openShadowOf = (place: ShadowPlace): Promise<Shadow> =>
  place.open({ clock: realClock, wallClock: () => Date.now(), send: nodeFetch });
