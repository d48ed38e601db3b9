import { describe, expect, it } from 'vitest';
import { CommitTime } from '../../../../src/ota-core/boot/commit-time.ts';
import { namedPartition } from '../../../../src/ota-core/device/profile.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import {
  passTime,
  profileNamed,
  readBundle,
  startDevice,
} from '../../../support/ota-core/device/test-device.ts';

const SIZE = 8;
const ASKED_MS = 40_000;
/** What `mos ota` asks for. */
const USUAL_MS = 300_000;

function start() {
  const chip = new NorFlash({ size: 4096, eraseSize: 4096, programSize: 4, wordOnce: false });
  return { chip, time: new CommitTime(chip) };
}

describe('the commit time in a block of its own', () => {
  it('is none where none was ever written, and the last one that was', () => {
    const { time } = start();
    expect(time.load()).toBe(0);
    time.save(ASKED_MS);
    expect(time.load()).toBe(ASKED_MS);
    time.save(0);
    expect(time.load()).toBe(0);
  });

  it('is the usual one after any single flipped bit, never none: the image would commit by itself', () => {
    const { chip, time } = start();
    time.save(ASKED_MS);
    const saved = new Uint8Array(SIZE);
    chip.read(0, saved);
    for (let bit = 0; bit < SIZE * 8; bit += 1) {
      const bytes = saved.slice();
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      chip.setCells(0, bytes);
      expect(time.load(), `bit ${bit}`).toBe(USUAL_MS);
    }
  });

  it('is the usual one where only a part of it was written', () => {
    const { chip, time } = start();
    chip.program(0, Uint8Array.of(0x40, 0x9c, 0, 0));
    expect(time.load()).toBe(USUAL_MS);
  });
});

describe.each([
  ['esp8266', 'demo-esp8266-1.1.0.zip'],
  ['cc3200', 'demo-cc3200-1.1.0.zip'],
  ['stm32', 'demo-stm32-1.1.0.zip'],
  ['rs14100', 'demo-rs14100-1.1.0.zip'],
] as const)('a %s whose commit time is damaged before the first start', (name, bundle) => {
  it('stays on trial, and goes back when nobody commits', () => {
    const { device, flash, call, push } = startDevice({ profile: name });
    expect(push(readBundle(bundle)).kind).toBe('result');
    expect(call('OTA.End').kind).toBe('result');
    const { offset } = namedPartition(profileNamed(name).partitions, 'updater.dat');
    flash.setCells(offset, Uint8Array.of(0x13));
    passTime(device, 20_000);
    expect(device.running()).toMatchObject({
      firmware: { version: '1.1.0' },
      boot: { committed: false },
    });
    passTime(device, 400_000);
    expect(device.running()).toMatchObject({
      firmware: { version: '1.0.0' },
      boot: { committed: true },
    });
  });
});
