/** Signature Version 4 in the query of a WebSocket's address, as AWS IoT takes it of browsers (pull-and-post.md#aws-iot-shadow). */
import { AwsV4Signer } from 'aws4fetch';
import type { AwsKeys } from '../contracts/delivery-order.ts';

/** The address for one connection, from now on: `ws://…`, `wss://…`. `nowMs`: since 1970. */
export async function signBroker(
  broker: string,
  { region, keyId, secret, sessionToken }: AwsKeys,
  nowMs: number,
): Promise<string> {
  const signer = new AwsV4Signer({
    ...{ url: broker, signQuery: true, service: 'iotdevicegateway', region },
    ...{ accessKeyId: keyId, secretAccessKey: secret },
    ...(sessionToken !== '' && { sessionToken }),
    datetime: new Date(nowMs).toISOString().replace(/[:-]|\.\d{3}/g, ''),
  });
  return (await signer.sign()).url.href;
}
