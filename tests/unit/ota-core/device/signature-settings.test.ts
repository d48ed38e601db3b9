import { describe, expect, it } from 'vitest';
import * as p256 from '../../../../src/ota-core/primitives/p256-verify.ts';
import {
  passTime,
  startDevice,
  tinyBundle,
  type TestDevice,
  type TestDeviceOptions,
} from '../../../support/ota-core/device/test-device.ts';
import {
  publicKeyText,
  signaturesBy,
  tinyWithExtra,
} from '../../../support/signatures/signed-bundle.ts';

const NOT_SIGNED = { kind: 'error', code: -1, message: '-1 Not signed' };
const INVALID = { kind: 'error', code: -1, message: '-1 Invalid signature' };
const TAKEN = { kind: 'result' };

const SIGNED = tinyWithExtra(signaturesBy({ sig0: 'k0' }));
const start = (options: TestDeviceOptions = {}): TestDevice => startDevice({ p256, ...options });
const set = ({ call }: TestDevice, update: object, rest: object = {}) =>
  call('Config.Set', { config: { update }, ...rest });
const want = { key0: publicKeyText('k0'), sig_req_mask: 1 };

describe('the keys of a device in its settings', () => {
  it('ask for signatures as soon as Config.Set says so, and after the restart once it is saved', () => {
    const device = start();
    expect([device.device.wantsSignatures(), device.push(tinyBundle)]).toMatchObject([
      false,
      TAKEN,
    ]);
    device.device.powerOn(0);
    set(device, want);
    expect(device.device.wantsSignatures()).toBe(true);
    expect(device.push(tinyBundle)).toEqual(NOT_SIGNED);
    expect(device.push(SIGNED)).toMatchObject(TAKEN);
    device.device.powerOn(0);
    expect([device.device.wantsSignatures(), device.push(tinyBundle)]).toMatchObject([
      false,
      TAKEN,
    ]);
    device.device.powerOn(0);
    set(device, want, { save: true, reboot: true });
    passTime(device.device, 500);
    expect(device.push(tinyBundle, {})).toEqual(NOT_SIGNED);
    expect(device.push(SIGNED)).toMatchObject(TAKEN);
  });

  it('are read when the manifest is there, so that an update that has begun is held to them', () => {
    const device = start();
    device.call('OTA.Begin', { size: tinyBundle.length });
    set(device, want);
    const data = Buffer.from(tinyBundle).toString('base64');
    expect(device.call('OTA.Write', { offset: 0, data })).toEqual(NOT_SIGNED);
  });

  it('stand in conf9.json, over what the firmware was built with', () => {
    const settings = [
      { key: 'update.key0', text: publicKeyText('k0') },
      { key: 'update.sig_req_mask', text: '1' },
    ];
    const device = start({ build: { settings, files: new Map() } });
    expect(device.push(tinyBundle)).toEqual(NOT_SIGNED);
    const data = Buffer.from('{"update":{"sig_req_mask":-1}}').toString('base64');
    device.call('FS.Put', { filename: 'conf9.json', data });
    expect(device.push(tinyBundle)).toEqual(NOT_SIGNED);
    device.device.powerOn(0);
    expect(device.push(tinyBundle)).toMatchObject(TAKEN);
  });

  it('go with an update to the firmware that comes', () => {
    const device = start();
    set(device, want, { save: true });
    device.push(SIGNED);
    device.call('OTA.End');
    passTime(device.device, 500);
    device.call('OTA.Commit', null, 600);
    expect(device.device.running()?.firmware.version).toBe('1.1.0');
    expect(device.device.wantsSignatures()).toBe(true);
  });

  it.each([
    ['cut off', publicKeyText('k0').slice(0, -4)],
    ['no base64', `${publicKeyText('k0')}!`],
    ['empty', ''],
    ['of another key', publicKeyText('k1')],
  ])('take nothing by a key that is %s', (_, key0) => {
    const device = start();
    set(device, { ...want, key0 });
    expect(device.push(SIGNED)).toEqual(INVALID);
  });

  it.each([
    [0, '-1 Updates are not allowed'],
    [256, INVALID.message],
    [2 ** 31 - 1, INVALID.message],
  ])('take nothing with the mask %i', (mask, message) => {
    const device = start();
    set(device, { ...want, sig_req_mask: mask });
    expect(device.push(SIGNED)).toEqual({ ...INVALID, message });
  });

  it('S16 take nothing where P-256 is not there', () => {
    const device = startDevice();
    set(device, want);
    const message = '-1 Signatures cannot be checked';
    expect(device.push(SIGNED)).toEqual({ ...INVALID, message });
    expect(device.push(tinyBundle)).toEqual(NOT_SIGNED);
  });
});
