/** The 1.36 MB bundle through the whole emulated device, RPC text and base64 included, beside its bare primitives. */
import { chipFilesystems } from '../../src/ota-core/fs/open-filesystem.ts';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createMemoryRegistry } from '../../src/emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../../src/emulator/seed-chip.ts';
import { createDevice } from '../../src/ota-core/device/create-device.ts';
import type { DigestPort } from '../../src/ota-core/primitives/digest.ts';
import { profileFor } from '../../src/ota-core/platforms/index.ts';
import { NorFlash } from '../../src/ota-core/flash/nor-flash.ts';
import { decodeBase64, encodeBase64 } from '../../src/ota-core/primitives/base64.ts';
import { crc32 } from '../../src/ota-core/primitives/crc32.ts';
import { medianMs, type Figures } from './figure.ts';
import { benchOutcome } from './power-cut-outcome.ts';

const bundle = new Uint8Array(readFileSync('tests/fixtures/bundles/demo-esp32-2.0.0.zip'));
const CHUNK = 3000;
const PIECE = 512;

const nativeDigests: DigestPort = {
  create(algorithm) {
    const hash = createHash(algorithm);
    return {
      update: (bytes) => void hash.update(bytes),
      digest: () => new Uint8Array(hash.digest()),
    };
  },
};

/** Every frame of the update as the text a client sends. */
const frames = Array.from({ length: Math.ceil(bundle.length / CHUNK) }, (_, index) => {
  const offset = index * CHUNK;
  const data = encodeBase64(bundle.subarray(offset, offset + CHUNK));
  return JSON.stringify({ id: index + 1, method: 'OTA.Write', params: { offset, data } });
});

const profile = (() => {
  const found = profileFor({ platform: 'esp32' });
  if (found === null) throw new Error('no profile esp32');
  return found;
})();

function newChip(): {
  readonly flash: NorFlash;
  readonly registry: ReturnType<typeof createMemoryRegistry>;
} {
  const flash = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const firmware = madeUpFirmware({ name: 'demo', version: '1.0.0' }, nativeDigests);
  seedChip({ flash, profile, registry, digest: nativeDigests }, firmware);
  return { flash, registry };
}

function wholeDevice(): void {
  const { flash, registry } = newChip();
  const device = createDevice({
    profile,
    identity: { id: 'esp32_0A1B2C', mac: '240AC40A1B2C' },
    ports: {
      flash,
      firmware: registry,
      filesystems: chipFilesystems,
      digest: nativeDigests,
      log: () => undefined,
    },
  });
  device.powerOn(0);
  const call = (method: string, params: unknown): void => {
    const reply = device.handle(method, params, 1, { channel: 'bench' });
    if (reply.kind !== 'result') throw new Error(`${method}: ${JSON.stringify(reply)}`);
  };
  call('OTA.Begin', { size: bundle.length, timeout: 600, commit_timeout: 300 });
  for (const text of frames) {
    const { method, params } = JSON.parse(text) as { method: string; params: unknown };
    call(method, params);
  }
  call('OTA.End', null);
  device.tick(10_000);
  if (device.running()?.firmware.version !== '2.0.0') throw new Error('2.0.0 does not run');
}

/** What no device can leave out: parse, decode, checksum, erase, program, read back, hash twice. */
function barePrimitives(): void {
  const { flash } = newChip();
  const area = profile.partitions.find(({ name }) => name === 'app_1');
  if (area === undefined) throw new Error('no partition app_1');
  flash.erase(area.offset, area.sizeBytes);
  const readBack = new Uint8Array(PIECE);
  const hashes = [nativeDigests.create('sha1'), nativeDigests.create('sha256')];
  let crc = 0;
  let at = area.offset;
  for (const text of frames) {
    const { params } = JSON.parse(text) as { params: { data: string } };
    const bytes = decodeBase64(params.data) ?? new Uint8Array();
    crc = crc32(bytes, crc);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 4));
    flash.program(at, whole);
    at += whole.length;
  }
  for (let from = area.offset; from + PIECE <= at; from += PIECE) {
    flash.read(from, readBack);
    for (const hash of hashes) hash.update(readBack);
  }
  for (const hash of hashes) hash.digest();
  if (crc !== crc32(bundle)) throw new Error('the loop lost bytes');
}

export function benchCore(): Promise<Figures> {
  const update = medianMs(9, wholeDevice);
  const bare = medianMs(9, barePrimitives);
  return Promise.resolve({
    'core.update.ms': { value: update, unit: 'ms', target: 120, better: 'lower', limit: bare },
    'core.update.ratio': {
      value: bare / update,
      unit: '',
      target: 0.5,
      better: 'higher',
      limit: 1,
    },
    ...benchOutcome(),
  });
}
