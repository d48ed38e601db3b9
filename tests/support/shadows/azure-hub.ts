/** The twin of one device as an Azure IoT Hub keeps it (pull-and-post.md#azure-device-twin): MQTT for it, REST for operators. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import mqtt from 'mqtt';
import { isObject, leaves, merged, parsed } from './state-documents.ts';
import type { Json } from './state-documents.ts';

export interface AzureHub {
  /** `http://127.0.0.1:PORT` of its service API. */
  readonly url: string;
  /** Of the policy that operators use. */
  readonly connectionString: string;
  twin(): AzureTwin;
  /** As another operator does it. */
  want(desired: Json): void;
  /** Answers the next requests of operators otherwise; null: as it does. */
  meddle(answer: ((request: IncomingMessage) => HubAnswer | 'nothing' | null) | null): void;
  stop(): Promise<void>;
}

export interface AzureTwin {
  readonly desired: Json;
  readonly desiredVersion: number;
  readonly reported: Json;
  readonly reportedVersion: number;
  readonly etag: string;
}

export interface HubAnswer {
  readonly status: number;
  readonly body: string;
}

const HOST = 'example.azure-devices.net';
const POLICY = 'service';
const KEY = Buffer.from('the key of the policy').toString('base64');
const GET = '$iothub/twin/GET/';
const REPORT = '$iothub/twin/PATCH/properties/reported/';

export async function startAzureHub(broker: string, device: string): Promise<AzureHub> {
  const client = await mqtt.connectAsync(broker, { clientId: 'azure-iot-hub' });
  let twin: AzureTwin = {
    desired: {},
    desiredVersion: 1,
    reported: {},
    reportedVersion: 1,
    etag: 'AAAAAAAAAAE=',
  };
  let changes = 1;
  const change = (next: Partial<AzureTwin>): void => {
    changes += 1;
    const etag = Buffer.from(String(changes).padStart(8, '\0')).toString('base64');
    twin = { ...twin, ...next, etag };
  };
  const want = (desired: Json): void => {
    const desiredVersion = twin.desiredVersion + 1;
    change({ desired: merged(twin.desired, desired), desiredVersion });
    // What was changed, to whoever listens now; nothing is kept for a device that is away.
    const topic = `$iothub/twin/PATCH/properties/desired/?$version=${desiredVersion}`;
    client.publish(topic, JSON.stringify({ ...desired, $version: desiredVersion }), { qos: 1 });
  };
  client.on('message', (topic, payload) => {
    const rid = /\?\$rid=([^&]+)$/.exec(topic)?.[1] ?? '';
    const answer = (status: number, rest: string, body: string): void =>
      void client.publish(`$iothub/twin/res/${status}/?$rid=${rid}${rest}`, body, { qos: 1 });
    if (topic.startsWith(GET)) {
      const desired = { ...twin.desired, $version: twin.desiredVersion };
      const reported = { ...twin.reported, $version: twin.reportedVersion };
      answer(200, '', JSON.stringify({ desired, reported }));
      return;
    }
    const reported = parsed(payload);
    if (!isObject(reported)) {
      answer(400, '', '');
      return;
    }
    const reportedVersion = twin.reportedVersion + 1;
    change({ reported: merged(twin.reported, reported), reportedVersion });
    answer(204, `&$version=${reportedVersion}`, '');
  });
  await client.subscribeAsync([`${GET}#`, `${REPORT}#`], { qos: 1 });
  let meddle: ((request: IncomingMessage) => HubAnswer | 'nothing' | null) | null = null;
  const server = createServer((request, response) => {
    const other = meddle?.(request) ?? null;
    if (other === 'nothing') return;
    if (other !== null) response.writeHead(other.status).end(other.body);
    else void serve(request, response, { device, twin: () => twin, want });
  });
  await listening(server);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connectionString: `HostName=${HOST};SharedAccessKeyName=${POLICY};SharedAccessKey=${KEY}`,
    twin: () => twin,
    want,
    meddle(answer) {
      meddle = answer;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await client.endAsync(true);
    },
  };
}

async function listening(server: Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

interface Served {
  readonly device: string;
  twin(): AzureTwin;
  want(desired: Json): void;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  served: Served,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  const { status, body } = answerTo(request, Buffer.concat(pieces), served);
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

function answerTo(
  { url = '', method, headers }: IncomingMessage,
  sent: Buffer,
  { device, twin, want }: Served,
): { readonly status: number; readonly body: Json } {
  const fail = (status: number, code: string) => ({
    ...{ status, body: { Message: `ErrorCode:${code};`, ExceptionMessage: '' } },
  });
  const { searchParams, pathname } = new URL(url, 'http://hub');
  if (!isAllowed(headers.authorization ?? '')) return fail(401, 'IotHubUnauthorizedAccess');
  if (searchParams.get('api-version') !== '2021-04-12') return fail(400, 'InvalidProtocolVersion');
  if (pathname !== `/twins/${encodeURIComponent(device)}`) return fail(404, 'DeviceNotFound');
  if (method === 'GET') return { status: 200, body: documentOf(device, twin()) };
  const match = headers['if-match'];
  if (match !== undefined && match !== '*' && match !== `"${twin().etag}"`)
    return fail(412, 'PreconditionFailed');
  const body = parsed(sent);
  const properties = isObject(body) ? body['properties'] : null;
  const desired = isObject(properties) ? properties['desired'] : null;
  if (method !== 'PATCH' || !isObject(desired)) return fail(400, 'ArgumentInvalid');
  want(desired);
  return { status: 200, body: documentOf(device, twin()) };
}

function documentOf(device: string, twin: AzureTwin): Json {
  const updated = (): Json => ({ $lastUpdated: new Date().toISOString() });
  const part = (values: Json, version: number): Json => ({
    ...values,
    $metadata: leaves(values, updated),
    $version: version,
  });
  return {
    deviceId: device,
    etag: twin.etag,
    status: 'enabled',
    properties: {
      desired: part(twin.desired, twin.desiredVersion),
      reported: part(twin.reported, twin.reportedVersion),
    },
  };
}

/** `SharedAccessSignature sr=…&sig=…&se=…&skn=…`, made with the key of the policy and not over. */
function isAllowed(authorization: string): boolean {
  const [scheme, fields = ''] = authorization.split(' ');
  const values = new URLSearchParams(fields);
  const sr = encodeURIComponent(values.get('sr') ?? '');
  const se = values.get('se') ?? '';
  const key = Buffer.from(KEY, 'base64');
  const signature = createHmac('sha256', key).update(`${sr}\n${se}`).digest('base64');
  return (
    scheme === 'SharedAccessSignature' &&
    values.get('sr') === HOST &&
    values.get('skn') === POLICY &&
    values.get('sig') === signature &&
    Number(se) * 1000 > Date.now()
  );
}
