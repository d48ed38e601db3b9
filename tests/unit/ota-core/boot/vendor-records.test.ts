/** The worked examples of boot-schemes.md#esp32 to #cc3200, byte for byte, in both directions. */
import { describe, expect, it } from 'vitest';
import {
  CC3200_CONFIG_SIZE,
  CC3200_STRUCT_SIZE,
  decodeCc3200Config,
  encodeCc3200Config,
  type Cc3200Config,
} from '../../../../src/ota-core/boot/cc3200-scheme.ts';
import {
  decodeUpdateState,
  encodeUpdateState,
  otadataCodec,
} from '../../../../src/ota-core/boot/esp32-boot-state.ts';
import {
  decodeMgosRecord,
  encodeMgosRecord,
  type MgosBootRecord,
  type MgosSlot,
} from '../../../../src/ota-core/boot/mgos-boot-record.ts';
import {
  decodeRbootConfig,
  encodeRbootConfig,
  RBOOT_CONFIG_SIZE,
  type RbootConfig,
} from '../../../../src/ota-core/boot/rboot-scheme.ts';
import { fromHex, toHex } from '../../../../src/ota-core/primitives/bytes.ts';

/** Bytes of a hex dump without its addresses; an ellipsis of zeros is written out by the caller. */
const dump = (text: string): string => text.replace(/\s+/g, '');
const bytesOf = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array(0);

describe('the ESP32 value of NVS (boot-schemes.md#esp32)', () => {
  it.each([
    [0x310, { oldSlot: 0, newSlot: 1, firstBoot: true, mergeFs: true }],
    [0x301, { oldSlot: 1, newSlot: 0, firstBoot: true, mergeFs: true }],
    [0x000, { oldSlot: 0, newSlot: 0, firstBoot: false, mergeFs: false }],
    [0x011, { oldSlot: 1, newSlot: 1, firstBoot: false, mergeFs: false }],
    [0x010, { oldSlot: 0, newSlot: 1, firstBoot: false, mergeFs: false }],
    [0x001, { oldSlot: 1, newSlot: 0, firstBoot: false, mergeFs: false }],
    [0x110, { oldSlot: 0, newSlot: 1, firstBoot: true, mergeFs: false }],
  ] as const)('%x', (value, state) => {
    expect(encodeUpdateState(state)).toBe(value);
    expect(decodeUpdateState(value)).toEqual(state);
  });

  it('gives sequence 1 of otadata the CRC of ESP-IDF 4', () => {
    expect(toHex(otadataCodec.encode(0, 1n).subarray(28))).toBe('9a984347');
  });
});

describe('the ESP8266 sector (boot-schemes.md#esp8266)', () => {
  const BYTES = dump(`
    e1 01 00 01 00 02 00 01 00 01 00 00 00 80 00 00
    00 80 10 00 00 00 00 00 00 00 00 00 00 30 0d 00
    b0 c4 09 00 00 00 00 00 00 00 00 00 00 b0 0d 00
    00 b0 1d 00 00 00 00 00 00 00 00 00 00 00 02 00
    00 00 02 00 00 00 00 00 00 00 00 00 01 00 00 00`);
  const CONFIG: RbootConfig = {
    currentRom: 1,
    previousRom: 0,
    firstBoot: true,
    attempts: 0,
    firmwareUpdated: true,
    mergeFs: true,
    slots: [
      { address: 0x8000, sizeBytes: 0xd_3000, fsAddress: 0xd_b000, fsSizeBytes: 0x2_0000 },
      { address: 0x10_8000, sizeBytes: 0x9_c4b0, fsAddress: 0x1d_b000, fsSizeBytes: 0x2_0000 },
    ],
  };

  it('is 80 bytes, exactly these', () => {
    expect(BYTES).toHaveLength(2 * RBOOT_CONFIG_SIZE);
    expect(toHex(encodeRbootConfig(CONFIG))).toBe(BYTES);
    expect(decodeRbootConfig(bytesOf(BYTES))).toEqual(CONFIG);
  });

  it('is not one with another magic or version', () => {
    for (const at of [0, 1]) {
      const bytes = bytesOf(BYTES);
      bytes[at] = 0xff;
      expect(decodeRbootConfig(bytes)).toBeNull();
    }
  });
});

describe('the record of the mgos boot loader (boot-schemes.md#stm32-and-rs14100)', () => {
  const BYTES = dump(`
    4d 4f 53 31 07 00 00 00 01 00 00 00 04 01 00 0e
    00 00 00 03 00 00 00 61 70 70 30 00 00 00 00 00
    00 01 08 66 73 30 00 00 00 00 00 00 00 08 00 00
    00 01 08 44 33 22 11 00 00 00 00 00 03 00 00 00
    61 70 70 31 00 00 00 00 00 00 00 00 66 73 31 00
    00 00 00 00 00 20 06 00 00 00 01 08 0d f0 fe ca
    00 00 00 00 00 03 00 00 00 61 70 70 54 00 00 00
    ${'00 '.repeat(16)}
    00 00 00 00 00 00 00 00 00 00 00 00 00 00 01 00
    00 00 61 70 70 46 00 00 00 00 00 00 00 00 66 73
    46 00 ${'00 '.repeat(14)}
    ${'00 '.repeat(48)}
    ${'ff '.repeat(28)} c3 c3 91 79`);
  const EMPTY = {
    mapAddress: 0,
    fsDevice: '',
    appSize: 0,
    appOrigin: 0,
    appCrc32: 0,
    appFlags: 0,
    errorCount: 0,
  };
  const slot = (flags: number, appDevice: string, more: Partial<MgosSlot>): MgosSlot => ({
    ...EMPTY,
    flags,
    appDevice,
    ...more,
  });
  const RECORD: MgosBootRecord = {
    activeSlot: 1,
    revertSlot: 0,
    flags: 0x0e,
    slots: [
      slot(3, 'app0', {
        mapAddress: 0x0801_0000,
        fsDevice: 'fs0',
        appSize: 524_288,
        appOrigin: 0x0801_0000,
        appCrc32: 0x1122_3344,
      }),
      slot(3, 'app1', {
        fsDevice: 'fs1',
        appSize: 401_408,
        appOrigin: 0x0801_0000,
        appCrc32: 0xcafe_f00d,
      }),
      slot(3, 'appT', {}),
      slot(1, 'appF', { fsDevice: 'fsF' }),
    ],
  };

  it('is 256 bytes, exactly these, with this checksum', () => {
    expect(BYTES).toHaveLength(512);
    expect(toHex(encodeMgosRecord(RECORD, 7))).toBe(BYTES);
    expect(decodeMgosRecord(bytesOf(BYTES))).toEqual({ seq: 7, record: RECORD });
  });

  it('counts as a whole only: one wrong bit anywhere and it is none', () => {
    for (let at = 0; at < 256; at += 1) {
      const bytes = bytesOf(BYTES);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      expect(decodeMgosRecord(bytes)).toBeNull();
    }
  });
});

describe('the CC3200 file (boot-schemes.md#cc3200)', () => {
  const CONFIG: Cc3200Config = {
    seq: 0xffff_ffff_ffff_fffdn,
    firstBoot: true,
    mergeFs: true,
    appFile: 'demo.bin.1',
    loadAddress: 0x2000_0000,
    fsPrefix: 'spiffs.img.1',
  };

  it('is 512 bytes, exactly these', () => {
    const head = dump(`
      fd ff ff ff ff ff ff ff 03 00 00 00 64 65 6d 6f
      2e 62 69 6e 2e 31 00 00`);
    const tail = dump('00 00 00 20 73 70 69 66 66 73 2e 69 6d 67 2e 31');
    const bytes = encodeCc3200Config(CONFIG);
    const expected = (head.padEnd(128, '0') + tail).padEnd(1024, '0');
    expect(bytes).toHaveLength(CC3200_CONFIG_SIZE);
    expect(toHex(bytes)).toBe(expected);
    expect(decodeCc3200Config(bytes)).toEqual(CONFIG);
    expect(bytes.subarray(CC3200_STRUCT_SIZE).every((byte) => byte === 0)).toBe(true);
  });

  it('is none where the file is erased', () => {
    expect(decodeCc3200Config(new Uint8Array(CC3200_CONFIG_SIZE).fill(0xff))).toBeNull();
  });
});
