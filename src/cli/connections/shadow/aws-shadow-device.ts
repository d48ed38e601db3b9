/** The device's end of a classic shadow of AWS IoT (pull-and-post.md#aws-iot-shadow), on its connection to the broker. */
import type { BrokerRider } from '../broker-connection.ts';
import { membersIn } from './shadow-updates.ts';
import type { ShadowUpdates } from './shadow-updates.ts';

/** No shadow exists: the first report makes one. */
const NO_SHADOW = 404;

export function rideAwsShadow(thing: string, updates: ShadowUpdates): BrokerRider {
  const topic = `$aws/things/${thing}/shadow`;
  const clientToken = tokenOf(thing);
  let hasRead = false;
  let version = 0;
  const read = (document: Readonly<Record<string, unknown>>, desired: unknown): void => {
    const { version: its } = document;
    if (typeof its !== 'number' || its < version) return; // overtaken
    version = its;
    updates.wanted(desired);
  };
  return {
    topics: [
      'get/accepted',
      'get/rejected',
      'update/accepted',
      'update/rejected',
      'update/delta',
    ].map((name) => `${topic}/${name}`),
    connected(publish) {
      hasRead = false;
      version = 0;
      publish(`${topic}/get`, JSON.stringify({ clientToken }));
      updates.connected({
        report: (reported) =>
          publish(`${topic}/update`, JSON.stringify({ state: { reported }, clientToken })),
      });
    },
    disconnected: () => updates.disconnected(),
    message(to, payload) {
      const document = membersIn(parsed(payload));
      if (to === `${topic}/get/accepted` && document['clientToken'] === clientToken) {
        hasRead = true;
        read(document, membersIn(document['state'])['desired']);
      }
      if (to === `${topic}/get/rejected` && document['code'] === NO_SHADOW) hasRead = true;
      // No delta counts before the whole was read.
      if (to === `${topic}/update/delta` && hasRead) read(document, document['state']);
    },
  };
}

export function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString());
  } catch {
    return null; // no JSON
  }
}

/** Eight hex digits for a name, the same at every start. */
function tokenOf(name: string): string {
  let hash = 0;
  for (const byte of Buffer.from(name)) hash = (Math.imul(hash, 31) + byte) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
