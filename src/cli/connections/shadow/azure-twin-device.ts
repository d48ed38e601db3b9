/** The device's end of a twin of an Azure IoT Hub (pull-and-post.md#azure-device-twin). */
import { signAccess } from '../../../shadow/shared-access-signature.ts';
import type { SharedAccess } from '../../../shadow/shared-access-signature.ts';
import type { BrokerLogin, BrokerRider } from '../broker-connection.ts';
import { parsed } from './aws-shadow-device.ts';
import { membersIn } from './shadow-updates.ts';
import type { ShadowUpdates } from './shadow-updates.ts';

/** Of the library azure of the device. */
const API_VERSION = '2016-11-14';
const TOKEN_SECONDS = 86_400;
const RESULTS = '$iothub/twin/res/';
const CHANGES = '$iothub/twin/PATCH/properties/desired/';

export function rideAzureTwin(updates: ShadowUpdates): BrokerRider {
  let version: number | null = null;
  let requests = 0;
  const next = (): number => (requests += 1);
  const read = (desired: unknown): void => {
    const its = membersIn(desired)['$version'];
    if (typeof its !== 'number' || (version !== null && its <= version)) return; // known
    version = its;
    updates.wanted(desired);
  };
  return {
    topics: [`${RESULTS}#`, `${CHANGES}#`],
    connected(publish) {
      version = null;
      publish(`$iothub/twin/GET/?$rid=get${next()}`, '');
      updates.connected({
        report: (reported) =>
          publish(
            `$iothub/twin/PATCH/properties/reported/?$rid=upd${next()}`,
            JSON.stringify(reported),
          ),
      });
    },
    disconnected: () => updates.disconnected(),
    message(topic, payload) {
      if (topic.startsWith(`${RESULTS}200/?$rid=get`)) read(membersIn(parsed(payload))['desired']);
      // No change counts before the whole was read.
      if (topic.startsWith(CHANGES) && version !== null) read(parsed(payload));
    },
  };
}

/** Who connects to a hub; the token holds for a day, as that of a stock device does. */
export async function azureLogin({ hostName, deviceId, key }: SharedAccess): Promise<BrokerLogin> {
  const user = `${hostName}/${deviceId ?? ''}/api-version=${API_VERSION}`;
  const expiresAt = Math.floor(Date.now() / 1000) + TOKEN_SECONDS;
  const resource = `${hostName}/devices/${deviceId ?? ''}`;
  return { user, password: await signAccess({ key, policy: null }, { resource, expiresAt }) };
}
