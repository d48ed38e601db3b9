/** Services that keep shadows, by the name that people give: one line each. An address is read here, and nothing opened yet. */
import type { AwsKeys } from '../contracts/delivery-order.ts';
import type { MdashPlace } from './mdash-shadow.ts';
import type { ShadowHost, Shadow } from './shadow.ts';
import { readMqttAddress } from '../transports/mqtt/mqtt-address.ts';
import { parseConnectionString } from './shared-access-signature.ts';

export interface ShadowPlace {
  /** Without user and key: it may be shown and recorded. */
  readonly address: string;
  readonly device: string;
  /** What a service needs is loaded when it is opened. */
  open(host: ShadowHost): Promise<Shadow>;
}

export type ShadowShape = 'aws' | 'azure' | 'mdash';

/** `key`: what the person gave, null = nothing. null: the service has no such address; `key`: the address is right, and the key is not. */
type ReadPlace = (url: URL, key: string | null) => ShadowPlace | 'key' | null;

export const SHADOW_SHAPES: Readonly<Record<ShadowShape, ReadPlace>> = {
  aws: readAws,
  azure: readAzure,
  mdash: readMdash,
};

const PEM_BLOCKS = [/-----BEGIN CERTIFICATE-----/, /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/];

/** `mqtts://ENDPOINT/THING`; the key is a certificate with its private key, in one text (PEM). */
function readAws(url: URL, key: string | null): ShadowPlace | 'key' | null {
  const at = readMqttAddress(url);
  if (at === null) return null;
  if (key !== null && !PEM_BLOCKS.every((block) => block.test(key))) return 'key';
  return {
    address: at.address,
    device: at.device,
    open: async (host) =>
      (await import('./aws-shadow.ts')).openAwsShadow({ ...at, certificate: key }, host),
  };
}

/** `https://HUB.azure-devices.net/DEVICE`; the key is a connection string, or a token made with one. */
function readAzure(url: URL, key: string | null): ShadowPlace | 'key' | null {
  const at = restPlace(url);
  if (at === null) return null;
  const access = parseConnectionString(key ?? '');
  const isToken = key?.startsWith('SharedAccessSignature ') === true && isHeaderText(key);
  if (access === null && !isToken) return 'key';
  return {
    ...at,
    open: async (host) =>
      (await import('./azure-twin.ts')).openAzureTwin({ ...at, key: access ?? key ?? '' }, host),
  };
}

/** `https://mdash.net/DEVICE`; the key is one for its API. */
function readMdash(url: URL, key: string | null): ShadowPlace | 'key' | null {
  const at = readMdashPlace(url, key);
  if (at === null || at === 'key') return at;
  const { address, device } = at;
  return {
    ...{ address, device },
    open: async (host) => (await import('./mdash-shadow.ts')).openMdashShadow(at, host),
  };
}

/** The same, for what mDash does besides keeping a shadow. */
export function readMdashPlace(url: URL, key: string | null): MdashPlace | 'key' | null {
  const at = restPlace(url);
  if (at === null) return null;
  return key === null || !isHeaderText(key) ? 'key' : { ...at, key };
}

/** AWS IoT over WebSocket, by an address that is signed with keys of IAM (pull-and-post.md#aws-iot-shadow). null: no such address. */
export function signedAwsPlace(url: URL, keys: AwsKeys): ShadowPlace | null {
  const at = readMqttAddress(url);
  if (at === null || !url.protocol.startsWith('mqtt+ws')) return null;
  return {
    address: at.address,
    device: at.device,
    async open(host) {
      const { openAwsShadow } = await import('./aws-shadow.ts');
      const { signBroker } = await import('./aws-signature.ts');
      const signed = (): Promise<string> => signBroker(at.broker, keys, host.wallClock());
      return openAwsShadow({ ...at, signed }, host);
    },
  };
}

const isHeaderText = (text: string): boolean => /^[\x21-\x7e][\x20-\x7e]{0,2000}$/.test(text);

/** Ids of a hub have up to 128 characters; no mDash id is longer. */
const DEVICE = /^\/([^/]{1,384})$/;
const LONGEST_ID = 128;
const OWN_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/** A key does not go over a network that can be listened to: https, or this machine. */
function restPlace({
  protocol,
  hostname,
  origin,
  pathname,
  search,
  hash,
  username,
  password,
}: URL) {
  const isSafe = protocol === 'https:' || (protocol === 'http:' && OWN_HOSTS.includes(hostname));
  const device = decoded(DEVICE.exec(pathname)?.[1] ?? '');
  if (!isSafe || device === '' || device.length > LONGEST_ID) return null;
  if ([search, hash, username, password].some((part) => part !== '')) return null;
  return { address: origin, device };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // a lone per cent sign
  }
}
