import { describe, expect, it } from 'vitest';
import { SHADOW_SHAPES } from '../../../src/shadow/shadow-places.ts';
import type { ShadowShape } from '../../../src/shadow/shadow-places.ts';
import { parseConnectionString, signAccess } from '../../../src/shadow/shared-access-signature.ts';

const CONNECTION =
  'HostName=hub.azure-devices.net;SharedAccessKeyName=service;SharedAccessKey=a2V5';
const PEM = [
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
  '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----',
].join('\n');

const read = (shape: ShadowShape, address: string, key: string | null) =>
  SHADOW_SHAPES[shape](new URL(address), key);

describe('the place of a shadow', () => {
  it.each([
    ['aws', 'mqtts://me:secret@a1.iot.eu-west-1.amazonaws.com/esp32_0A1B2C', PEM],
    ['aws', 'mqtt://127.0.0.1:1883/esp32_0A1B2C', null],
    ['azure', 'https://hub.azure-devices.net/esp32_0A1B2C', CONNECTION],
    ['azure', 'https://hub.azure-devices.net/esp32_0A1B2C', 'SharedAccessSignature sr=a&sig=b'],
    ['mdash', 'https://mdash.net/esp32_0A1B2C', 'secret'],
    ['mdash', 'http://127.0.0.1:8000/esp32_0A1B2C', 'secret'],
  ] as const)('of %s is read from %s, without what is secret', (shape, address, key) => {
    const place = read(shape, address, key);
    expect(place).toMatchObject({ device: 'esp32_0A1B2C' });
    expect(JSON.stringify(place)).not.toMatch(/secret|a2V5|BEGIN/);
  });

  it.each([
    ['aws', 'https://a1.iot.eu-west-1.amazonaws.com/esp32_0A1B2C'],
    ['aws', 'mqtts://a1.iot.eu-west-1.amazonaws.com'],
    ['aws', 'mqtts://a1.iot.eu-west-1.amazonaws.com/+'],
    ['azure', 'http://hub.azure-devices.net/esp32_0A1B2C'],
    ['azure', 'https://hub.azure-devices.net/'],
    ['azure', 'https://hub.azure-devices.net/twins/esp32_0A1B2C'],
    ['mdash', 'http://mdash.net/esp32_0A1B2C'],
    ['mdash', 'https://me@mdash.net/esp32_0A1B2C'],
    ['mdash', 'https://mdash.net/esp32_0A1B2C?access_token=secret'],
    ['mdash', `https://mdash.net/${'x'.repeat(129)}`],
    ['mdash', 'https://mdash.net/%'],
  ] as const)('of %s is none at %s', (shape, address) => {
    expect(read(shape, address, shape === 'aws' ? null : CONNECTION)).toBeNull();
  });

  it.each([
    ['aws', 'mqtts://host/a', '-----BEGIN CERTIFICATE-----'],
    ['azure', 'https://host/a', null],
    ['azure', 'https://host/a', 'HostName=hub.azure-devices.net;SharedAccessKey='],
    ['azure', 'https://host/a', 'SharedAccessSignature sr=a\r\nX: y'],
    ['mdash', 'https://host/a', null],
    ['mdash', 'https://host/a', 'two\nlines'],
  ] as const)('of %s at %s does not take another key than its own', (shape, address, key) => {
    expect(read(shape, address, key)).toBe('key');
  });
});

describe('a connection string of Azure', () => {
  it('is read into its parts, the key with its padding', () => {
    expect(parseConnectionString('HostName=h.net;DeviceId=d;SharedAccessKey=AQ==\n')).toEqual({
      hostName: 'h.net',
      policy: null,
      deviceId: 'd',
      key: new Uint8Array([1]),
    });
  });

  it('signs as another implementation does', async () => {
    // openssl: printf 'hub.azure-devices.net%%2Fdevices%%2Fd\n1700000000' | openssl dgst -sha256 -hmac key -binary | base64
    const key = new TextEncoder().encode('key');
    const options = { resource: 'hub.azure-devices.net/devices/d', expiresAt: 1_700_000_000 };
    expect(await signAccess({ key, policy: 'service' }, options)).toBe(
      'SharedAccessSignature sr=hub.azure-devices.net%2Fdevices%2Fd&sig=Fj30fMnJXUCA704wGo5F0k6xqU%2BzYFLB8skKIuhO8rQ%3D&se=1700000000&skn=service',
    );
  });
});
