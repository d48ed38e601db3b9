/** Classic shadows as AWS IoT keeps them, at a broker of our own (pull-and-post.md#aws-iot-shadow). */
import mqtt from 'mqtt';
import type { MqttClient } from 'mqtt';
import { deltaOf, depthOf, isObject, leaves, merged, parsed } from './state-documents.ts';
import type { Json } from './state-documents.ts';

export interface AwsShadowService {
  /** null: the thing has no shadow. */
  document(thing: string): AwsDocument | null;
  /** As somebody with another client does it. */
  update(thing: string, request: Json): void;
  /** Told of every message that leaves; what it returns leaves instead, null = nothing does. */
  meddle(change: (topic: string, payload: string) => string | null): void;
  /** Every request that came, in order. */
  readonly requests: { readonly topic: string; readonly request: Json }[];
  stop(): Promise<void>;
}

export interface AwsDocument {
  readonly desired: Json;
  readonly reported: Json;
  readonly version: number;
}

/** Of a document, in bytes. */
const LARGEST = 8192;
/** Levels of desired and of reported. */
const DEEPEST = 6;
const LONGEST_TOKEN = 64;

interface Rejection {
  readonly code: number;
  readonly message: string;
}

export async function startAwsShadows(url: string): Promise<AwsShadowService> {
  const client = await mqtt.connectAsync(url, { clientId: 'aws-shadow-service' });
  const documents = new Map<string, AwsDocument>();
  const requests: { readonly topic: string; readonly request: Json }[] = [];
  let change = (_: string, payload: string): string | null => payload;
  const service = createService(documents, (topic, message) => {
    const payload = change(topic, JSON.stringify(message));
    if (payload !== null) client.publish(topic, payload, { qos: 1 });
  });
  client.on('message', (topic, payload) => {
    const [, , thing = '', , method = ''] = topic.split('/');
    const request = payload.length === 0 ? {} : parsed(payload);
    requests.push({ topic, request: isObject(request) ? request : {} });
    service.handle(thing, method, { request, bytes: payload.length });
  });
  await subscribe(client);
  return {
    document: (thing) => documents.get(thing) ?? null,
    update(thing, request) {
      const bytes = JSON.stringify(request).length;
      service.handle(thing, 'update', { request, bytes });
    },
    meddle(next) {
      change = next;
    },
    requests,
    stop: () => client.endAsync(true),
  };
}

async function subscribe(client: MqttClient): Promise<void> {
  await client.subscribeAsync(
    ['get', 'update', 'delete'].map((method) => `$aws/things/+/shadow/${method}`),
    { qos: 1 },
  );
}

interface Asked {
  readonly request: unknown;
  readonly bytes: number;
}

function createService(
  documents: Map<string, AwsDocument>,
  publish: (topic: string, message: Json) => void,
) {
  const timestamp = (): number => Math.floor(Date.now() / 1000);
  const answer = (topic: string, message: Json, request: Json): void =>
    publish(topic, {
      ...message,
      timestamp: timestamp(),
      ...('clientToken' in request && { clientToken: request['clientToken'] }),
    });
  const get = (topic: string, thing: string, request: Json): void => {
    const document = documents.get(thing);
    if (document === undefined) {
      const message = `No shadow exists with name: '${thing}'`;
      answer(`${topic}/get/rejected`, { code: 404, message }, request);
      return;
    }
    const { desired, reported, version } = document;
    const delta = deltaOf(desired, reported);
    const state = { desired, reported, ...(delta !== null && { delta }) };
    const metadata = leaves({ desired, reported }, () => ({ timestamp: timestamp() }));
    answer(`${topic}/get/accepted`, { state, metadata, version }, request);
  };
  const update = (topic: string, thing: string, { request, bytes }: Asked): void => {
    const before = documents.get(thing) ?? { desired: {}, reported: {}, version: 0 };
    const rejection = rejectionOf(request, bytes, before);
    const asked: Json = isObject(request) ? request : {};
    if (rejection !== null) {
      answer(`${topic}/update/rejected`, { ...rejection }, asked);
      return;
    }
    const state = asked['state'] as { readonly desired?: Json; readonly reported?: Json };
    const after = {
      desired: merged(before.desired, state.desired ?? {}),
      reported: merged(before.reported, state.reported ?? {}),
      version: before.version + 1,
    };
    documents.set(thing, after);
    const { version } = after;
    const metadata = leaves({ ...state }, () => ({ timestamp: timestamp() }));
    answer(`${topic}/update/accepted`, { state: { ...state }, metadata, version }, asked);
    const delta = deltaOf(after.desired, after.reported);
    if (delta !== null) answer(`${topic}/update/delta`, { state: delta, version }, asked);
    answer(`${topic}/update/documents`, { previous: { ...before }, current: after }, asked);
  };
  return {
    handle(thing: string, method: string, asked: Asked): void {
      const topic = `$aws/things/${thing}/shadow`;
      if (method === 'get') get(topic, thing, isObject(asked.request) ? asked.request : {});
      else if (method === 'update') update(topic, thing, asked);
      else documents.delete(thing);
    },
  };
}

function rejectionOf(request: unknown, bytes: number, before: AwsDocument): Rejection | null {
  const bad = (message: string): Rejection => ({ code: 400, message });
  if (bytes > LARGEST)
    return { code: 413, message: 'The payload exceeds the maximum size allowed' };
  if (!isObject(request)) return bad('Invalid JSON');
  const { state, version, clientToken = '' } = request;
  if (state === undefined) return bad('Missing required node: state');
  if (!isObject(state)) return bad('State node must be an object');
  if ('desired' in state && !isObject(state['desired']))
    return bad('Desired node must be an object');
  if ('reported' in state && !isObject(state['reported']))
    return bad('Reported node must be an object');
  if (typeof clientToken !== 'string' || clientToken.length > LONGEST_TOKEN)
    return bad('Invalid clientToken');
  if (depthOf(state['desired']) > DEEPEST || depthOf(state['reported']) > DEEPEST)
    return bad('JSON contains too many levels of nesting; maximum is 6');
  if (version !== undefined && typeof version !== 'number') return bad('Invalid version');
  if (version !== undefined && version !== before.version)
    return { code: 409, message: 'Version conflict' };
  return null;
}
