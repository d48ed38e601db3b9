/** Where the shadow of a device is kept and who asks, as a person types it. Pure. */
import type { ShadowAccess } from '../../../contracts/delivery-order.ts';
import { isLoopback } from '../../../contracts/transport.ts';
import type { DeviceReport } from '../../../workers/api.ts';

export type ShadowService = ShadowAccess['service'] | 'azure';
export type AwsProof = Extract<ShadowAccess, { readonly service: 'aws' }>['by'];

/** Every field, whatever service is chosen; empty until something is typed. */
export interface ShadowFields {
  readonly service: ShadowService;
  readonly by: AwsProof;
  /** The endpoint of AWS, as its console shows it; or an address of a broker that takes WebSockets. */
  readonly endpoint: string;
  readonly thing: string;
  readonly user: string;
  readonly password: string;
  readonly region: string;
  readonly keyId: string;
  readonly secret: string;
  readonly sessionToken: string;
  readonly mdash: string;
  readonly mdashDevice: string;
  readonly mdashKey: string;
}

const NOTHING: ShadowFields = {
  ...{ service: 'aws', by: 'password', endpoint: '', thing: '', user: '', password: '' },
  ...{ region: '', keyId: '', secret: '', sessionToken: '' },
  ...{ mdash: 'https://mdash.net', mdashDevice: '', mdashKey: '' },
};

/** As it was said before, or what is usual for this device. */
export function fieldsOf(
  access: ShadowAccess | null,
  { info: { id } }: Pick<DeviceReport, 'info'>,
): ShadowFields {
  const usual = { ...NOTHING, thing: isThing(id) ? id : '' };
  if (access === null) return usual;
  const at = access.address.lastIndexOf('/');
  const [place, device] = [access.address.slice(0, at), access.address.slice(at + 1)];
  if (access.service === 'mdash') {
    const mdashDevice = decodeURIComponent(device);
    return { ...usual, service: 'mdash', mdash: place, mdashDevice, mdashKey: access.key };
  }
  return { ...usual, ...access, endpoint: place.replace('mqtt+', ''), thing: device };
}

/** null: something is missing, or is none of it. */
export function accessOf(fields: ShadowFields): ShadowAccess | null {
  switch (fields.service) {
    case 'azure':
      return null;
    case 'aws': {
      const address = awsAddressOf(fields.endpoint, fields.thing.trim());
      if (address === null) return null;
      const service = 'aws';
      if (fields.by === 'password') {
        const { by, user, password } = fields;
        return user === '' ? null : { service, by, address, user, password };
      }
      const { by, secret } = fields;
      const [region, keyId] = [regionIn(fields), fields.keyId.trim()];
      const sessionToken = fields.sessionToken.trim();
      if (!isRegion(region) || keyId === '' || secret === '') return null;
      return { service, by, address, region, keyId, secret, sessionToken };
    }
    case 'mdash': {
      const address = mdashAddressOf(fields.mdash, fields.mdashDevice.trim());
      const key = fields.mdashKey.trim();
      return address === null || key === '' ? null : { service: 'mdash', address, key };
    }
  }
}

/** Of an endpoint that names one (pull-and-post.md#aws-iot-shadow); else as it was typed. */
export function regionIn({ endpoint, region }: Pick<ShadowFields, 'endpoint' | 'region'>): string {
  return /\.iot\.([a-z0-9-]{1,40})\.amazonaws\.com/.exec(endpoint)?.[1] ?? region.trim();
}

const isRegion = (text: string): boolean => /^[a-z0-9-]{1,40}$/.test(text);

/** As AWS has them. */
const isThing = (text: string): boolean => /^[A-Za-z0-9:_-]{1,128}$/.test(text);

/** Keys go over TLS, or to this computer. A page cannot show a certificate of its own choice: user and password, or a signed address. */
export function awsAddressOf(endpoint: string, thing: string): string | null {
  const typed = endpoint.trim().replace(/^mqtt\+/, '');
  const url = urlOf(/^[a-z]+:\/\//.test(typed) ? typed : `wss://${typed}`);
  if (url === null || !isThing(thing) || !isSafe(url, 'ws')) return null;
  const path = url.pathname === '/' ? '/mqtt' : url.pathname.replace(/\/+$/, '');
  return `mqtt+${url.protocol}//${url.host}${path}/${thing}`;
}

function mdashAddressOf(server: string, device: string): string | null {
  const url = urlOf(server.trim());
  if (url === null || !isSafe(url, 'http') || url.pathname !== '/') return null;
  return device === '' ? null : `${url.origin}/${encodeURIComponent(device)}`;
}

const urlOf = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

const isSafe = (url: URL, plain: 'ws' | 'http'): boolean =>
  (url.protocol === `${plain}s:` || (url.protocol === `${plain}:` && isLoopback(url.hostname))) &&
  `${url.search}${url.hash}${url.username}${url.password}` === '';
