import { describe, expect, it } from 'vitest';
import {
  accessOf,
  awsAddressOf,
  fieldsOf,
  regionIn,
} from '../../../../../src/ui/features/update/shadow-choice.ts';
import { deviceOn } from '../../../../support/ui/fixtures.ts';

const deviceCalled = (id: string) => ({ info: { ...deviceOn('1.0.0').info, id } });
const ENDPOINT = 'a1b2c3-ats.iot.eu-west-1.amazonaws.com';
const usual = fieldsOf(null, deviceCalled('esp32_0A1B2C'));
const aws = {
  ...usual,
  endpoint: ENDPOINT,
  user: 'name?x-amz-customauthorizer-name=a',
  password: 'p',
};
const signed = { ...usual, by: 'signature' as const, endpoint: ENDPOINT, keyId: 'AK', secret: 's' };
const mdash = { ...usual, service: 'mdash' as const, mdashDevice: 'device 7', mdashKey: 'k' };

describe('the address of a thing', () => {
  it.each([
    [ENDPOINT, `mqtt+wss://${ENDPOINT}/mqtt/pump`],
    [` wss://${ENDPOINT}:443/mqtt/ `, `mqtt+wss://${ENDPOINT}/mqtt/pump`],
    ['mqtt+wss://broker.example/ws', 'mqtt+wss://broker.example/ws/pump'],
    ['ws://127.0.0.1:8083', 'mqtt+ws://127.0.0.1:8083/mqtt/pump'],
    ['ws://broker.example', null], // a key goes over TLS, or to this computer
    ['mqtts://broker.example', null],
    ['wss://me:secret@broker.example', null],
    ['wss://broker.example/mqtt?a=b', null],
    ['', null],
  ])('of %s is %s', (endpoint, address) => {
    expect(awsAddressOf(endpoint, 'pump')).toBe(address);
  });

  it('is none for a name that no thing has', () => {
    for (const thing of ['', 'a/b', 'a+b', '#', 'x'.repeat(129)])
      expect(awsAddressOf(ENDPOINT, thing)).toBeNull();
  });
});

describe('who asks a shadow service', () => {
  it('is known when nothing is missing, and only then', () => {
    const address = `mqtt+wss://${ENDPOINT}/mqtt/esp32_0A1B2C`;
    expect(accessOf(aws)).toMatchObject({ service: 'aws', by: 'password', address, password: 'p' });
    expect(accessOf({ ...aws, user: '' })).toBeNull();
    expect(accessOf(signed)).toMatchObject({ by: 'signature', address, region: 'eu-west-1' });
    for (const missing of [{ keyId: '' }, { secret: '' }, { endpoint: 'iot.example' }])
      expect(accessOf({ ...signed, ...missing })).toBeNull();
    expect(accessOf({ ...signed, endpoint: 'iot.example', region: 'eu-west-1' })).not.toBeNull();
    expect(accessOf(mdash)).toEqual({
      service: 'mdash',
      address: 'https://mdash.net/device%207',
      key: 'k',
    });
    for (const missing of [{ mdashDevice: '' }, { mdashKey: '' }, { mdash: 'http://mdash.net' }])
      expect(accessOf({ ...mdash, ...missing })).toBeNull();
    expect(accessOf({ ...usual, service: 'azure' })).toBeNull();
  });

  it('is there again as it was said', () => {
    for (const fields of [aws, signed, mdash])
      expect(accessOf(fieldsOf(accessOf(fields), deviceCalled('esp32_0A1B2C')))).toEqual(
        accessOf(fields),
      );
  });

  it('is of the region that the endpoint names, or that was typed', () => {
    expect(regionIn({ endpoint: ENDPOINT, region: 'x' })).toBe('eu-west-1');
    expect(regionIn({ endpoint: 'iot.example', region: ' us-east-1 ' })).toBe('us-east-1');
  });

  it('begins with the id of the device where a thing may be called so', () => {
    expect(fieldsOf(null, deviceCalled('esp32_0A1B2C')).thing).toBe('esp32_0A1B2C');
    expect(fieldsOf(null, deviceCalled('pump house')).thing).toBe('');
  });
});
