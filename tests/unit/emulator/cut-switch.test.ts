import { describe, expect, it } from 'vitest';
import type { ChipOperation } from '../../../src/emulator/operation-log.ts';
import { CutSwitch } from '../../../src/emulator/cut-switch.ts';
import { PowerCut } from '../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';

function open() {
  const chip = new NorFlash({ size: 65536, eraseSize: 4096, programSize: 4, wordOnce: false });
  const torn: ChipOperation[] = [];
  return { chip, torn, supply: new CutSwitch(chip, (operation) => torn.push(operation)) };
}
const bytesAt = (chip: NorFlash, offset: number, length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  chip.read(offset, bytes);
  return bytes;
};

describe('the power switch of the practice device', () => {
  it('changes nothing while it is not armed', () => {
    const { chip, torn, supply } = open();
    supply.program(0, new Uint8Array(256));
    supply.erase(0, 8192);
    expect([chip.operations, torn]).toEqual([3, []]);
  });

  it('does half of the next program, throws PowerCut, and is dead until the power is back', () => {
    const { chip, torn, supply } = open();
    supply.program(0, new Uint8Array(16));
    supply.arm();
    expect(() => supply.program(256, new Uint8Array(256))).toThrow(PowerCut);
    expect(bytesAt(chip, 256, 128).every((byte) => byte === 0)).toBe(true);
    expect(bytesAt(chip, 384, 128).every((byte) => byte === 0xff)).toBe(true);
    expect(() => supply.read(0, new Uint8Array(1))).toThrow(PowerCut);
    expect(torn).toEqual([{ kind: 'program', offset: 256, length: 256, torn: true }]);
    supply.powerOn();
    supply.program(512, new Uint8Array(4));
    expect(torn).toHaveLength(1);
  });

  it('tells which block of a long erase was hit', () => {
    const { chip, torn, supply } = open();
    for (let at = 0; at < 16384; at += 4096) chip.program(at, new Uint8Array(4096));
    supply.arm();
    expect(() => supply.erase(0, 16384)).toThrow(PowerCut);
    expect(torn).toEqual([{ kind: 'erase', offset: 0, length: 4096, torn: true }]);
    expect(bytesAt(chip, 4096, 4).every((byte) => byte === 0)).toBe(true);
  });

  it('forgets an armed cut when the power is switched on anew', () => {
    const { supply } = open();
    supply.arm();
    supply.powerOn();
    expect(() => supply.program(0, new Uint8Array(4))).not.toThrow();
  });
});
