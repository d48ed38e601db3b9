import { describe, expect, it } from 'vitest';
import { LONGEST_FRAME_BYTES } from '../../../../src/contracts/peer-limits.ts';
import { encodeUtf8 } from '../../../../src/ota-core/primitives/utf8.ts';
import { readSign } from '../../../../src/workers/updater/fleet-signs.ts';

const OWN = 'slipway/us';
const read = (topic: string, body: unknown) =>
  readSign(topic, encodeUtf8(typeof body === 'string' ? body : JSON.stringify(body)), OWN);
const request = (method: string, params: unknown = null, src = 'mos') =>
  read('esp32_A/rpc', { id: 1, src, method, params });
const shadow = (ota: unknown) =>
  read('$aws/things/esp32_A/shadow/update', { state: { reported: { ota } } });

describe('what a message at a broker tells of an update', () => {
  it('is who began one, how far it is, and its end', () => {
    expect(request('OTA.Begin', { size: 1_000 })).toEqual({
      id: 'esp32_A',
      sign: { kind: 'begun', sizeBytes: 1_000 },
    });
    expect(request('ota.begin', {})?.sign).toEqual({ kind: 'begun', sizeBytes: null });
    expect(request('OTA.Write', { offset: 300, data: 'AAAAAA==' })?.sign).toEqual({
      ...{ kind: 'wrote', untilBytes: 304 },
    });
    expect(request('OTA.End')?.sign).toEqual({ kind: 'ended' });
    expect(request('OTA.Update', { url: 'http://x' })?.sign).toEqual({
      ...{ kind: 'told', fetches: true },
    });
    expect(request('OTA.Commit')?.sign).toEqual({ kind: 'told', fetches: false });
  });

  it('is nothing where we asked ourselves, or others ask something else', () => {
    expect(request('OTA.Begin', { size: 1 }, OWN)).toBeNull();
    expect(request('Sys.GetInfo')).toBeNull();
    expect(request('OTA.Write', { offset: -1, data: '' })).toBeNull();
    expect(request('OTA.Write', { offset: 0, data: 7 })).toBeNull();
  });

  it('is that a device is there: its log, and its answers, not to whom they go', () => {
    const there = { id: 'esp32_A', sign: { kind: 'there' } };
    expect(read('esp32_A/log', 'mgos_init')).toEqual(there);
    expect(read('somebody/rpc', { id: 1, src: 'esp32_A', result: {} })).toEqual(there);
  });

  it('is what it reports to its shadow, as far as that is of an update', () => {
    const report = {
      ...{ url: 'http://x/fw.zip', percent: 40, state: 1, code: 0, message: 'progress' },
      ...{ committed: true, firmware: null, member: 'ota' },
    };
    const ota = { url: 'http://x/fw.zip', code: 0, message: 'progress', state: 1 };
    expect(shadow({ ...ota, progress_percent: 40, is_committed: true })?.sign).toEqual({
      kind: 'reported',
      report,
    });
    expect(shadow({ progress_percent: 400 })?.sign).toMatchObject({ report: { percent: null } });
    expect(shadow('idle')?.sign).toEqual({ kind: 'there' });
    // The flat members of 2017.
    const flat = { state: { reported: { ota_url: 'http://x/fw.zip', ota_code: 0 } } };
    expect(read('$aws/things/esp32_A/shadow/update', flat)?.sign).toMatchObject({
      report: { url: 'http://x/fw.zip', code: 0, state: null },
    });
    expect(read('$aws/things/esp32_A/shadow/update', 'no JSON')?.sign).toEqual({ kind: 'there' });
  });

  it('is nothing that is too long, of no device, or no frame', () => {
    expect(read('esp32_A/rpc', ' '.repeat(LONGEST_FRAME_BYTES + 1))).toBeNull();
    expect(read('/log', 'x')).toBeNull();
    expect(read('$aws/things//shadow/update', {})).toBeNull();
    expect(read('esp32_A/rpc', 'hello')).toBeNull();
    expect(read(`${'x'.repeat(200)}/log`, 'x')).toBeNull();
  });
});
