/** An esp8266 wants an address for app and filesystem (boot-schemes.md#esp8266). */
import { describe, expect, it } from 'vitest';
import { makeBundle } from '../../../../src/bundle/make-bundle.ts';
import { slotPartition } from '../../../../src/ota-core/device/profile.ts';
import { profileNamed, startDevice } from '../../../support/ota-core/device/test-device.ts';

const { partitions } = profileNamed('esp8266');
const at = (kind: 'app' | 'fs', slot: 0 | 1) => slotPartition(partitions, kind, slot).offset;

interface Places {
  readonly addr?: number;
  readonly addr1?: number;
}

/** Slot 0 runs, so slot 1 is to be written. */
function answerTo(app: Places, fs: Places) {
  const part = (name: string, { addr, addr1 }: Places) => ({
    name,
    src: `${name}.bin`,
    bytes: new Uint8Array(64).fill(name.length),
    ...(addr === undefined ? {} : { addr }),
    ...(addr1 === undefined ? {} : { attributes: { addr1 } }),
  });
  const parts = [part('fw', app), part('fs', fs)];
  const device = startDevice({ profile: 'esp8266' });
  const before = device.flash.operations;
  const source = { name: 'demo', platform: 'esp8266', version: '1.1.0', buildId: 'b', parts };
  const reply = device.push(makeBundle(source));
  return { reply, untouched: device.flash.operations === before };
}

const APP = { addr: at('app', 0), addr1: at('app', 1) };
const FS = { addr: at('fs', 0), addr1: at('fs', 1) };

describe('a firmware for an esp8266', () => {
  it.each<readonly [string, Places, Places]>([
    ['the app has no addr', { addr1: APP.addr1 }, FS],
    ['the filesystem has no addr', APP, { addr1: FS.addr1 }],
    ['addr is 0', { ...APP, addr: 0 }, FS],
    ['the second slot is missing', { addr: APP.addr }, FS],
    ['there is no second slot', { ...APP, addr1: 0 }, { ...FS, addr1: 0 }],
    ['the second slot is elsewhere', { ...APP, addr1: 0x20_8000 }, FS],
    ['the filesystem of the second slot is elsewhere', APP, { ...FS, addr1: 0x1d_c000 }],
  ])('is refused with -1 Invalid manifest when %s, and nothing is written', (_, app, fs) => {
    const { reply, untouched } = answerTo(app, fs);
    expect(reply).toMatchObject({ kind: 'error', message: '-1 Invalid manifest' });
    expect(untouched).toBe(true);
  });

  it('is taken where both addresses are those of the chip', () => {
    expect(answerTo(APP, FS).reply.kind).toBe('result');
  });
});
