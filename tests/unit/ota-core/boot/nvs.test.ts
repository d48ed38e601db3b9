import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Nvs } from '../../../../src/ota-core/boot/nvs.ts';
import { FaultPlan, TORN_VARIANTS } from '../../../../src/ota-core/flash/fault-plan.ts';
import { PowerCut } from '../../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { toHex } from '../../../../src/ota-core/primitives/bytes.ts';

const GEOMETRY = { size: 0x4000, eraseSize: 4096, programSize: 4, wordOnce: false };

describe('NVS', () => {
  it('lays page, namespace and value out as ESP-IDF does: read by hand', () => {
    const chip = new NorFlash(GEOMETRY);
    new Nvs(chip).setU32('mgos', 'update', 0x310);
    const page = chip.image().subarray(0, 128);
    expect(toHex(page.subarray(0, 28))).toBe('feffffff00000000fe' + 'ff'.repeat(19));
    expect(toHex(page.subarray(32, 36))).toBe('faffffff'); // two entries written
    expect(toHex(page.subarray(64, 68))).toBe('000101ff'); // namespace 0, u8, one entry
    expect(toHex(page.subarray(72, 96))).toBe('6d676f73' + '00'.repeat(12) + '01' + 'ff'.repeat(7));
    expect(toHex(page.subarray(96, 100))).toBe('010401ff'); // namespace 1, u32, one entry
    expect(toHex(page.subarray(104, 128))).toBe(
      '757064617465' + '00'.repeat(10) + '10030000' + 'ffffffff',
    );
  });

  it('gives back the last value of each key, and nothing for what was removed', () => {
    const chip = new NorFlash(GEOMETRY);
    const nvs = (): Nvs => new Nvs(chip);
    expect(nvs().getU32('mgos', 'update')).toBeNull();
    nvs().setU32('mgos', 'update', 1);
    nvs().setU32('mgos', 'other', 2);
    nvs().setU32('wifi', 'update', 3);
    nvs().setU32('mgos', 'update', 4);
    const all = () => ['update', 'other'].map((key) => nvs().getU32('mgos', key));
    expect([...all(), nvs().getU32('wifi', 'update')]).toEqual([4, 2, 3]);
    nvs().remove('mgos', 'update');
    expect(all()).toEqual([null, 2]);
    nvs().remove('mgos', 'never');
    nvs().remove('never', 'never');
  });

  it('writes nothing when the value is there already', () => {
    const chip = new NorFlash(GEOMETRY);
    new Nvs(chip).setU32('mgos', 'update', 7);
    const operations = chip.operations;
    new Nvs(chip).setU32('mgos', 'update', 7);
    expect(chip.operations).toBe(operations);
  });

  it('agrees with a map over thousands of changes, page after page', { timeout: 60_000 }, () => {
    const key = fc.constantFrom('a', 'b', 'c', 'update');
    const change = fc.tuple(key, fc.option(fc.nat(0xffff_ffff)));
    fc.assert(
      fc.property(fc.array(change, { minLength: 700, maxLength: 700 }), (changes) => {
        const chip = new NorFlash(GEOMETRY);
        const nvs = new Nvs(chip);
        const model = new Map<string, number>();
        for (const [name, value] of changes) {
          if (value === null) nvs.remove('mgos', name);
          else nvs.setU32('mgos', name, value);
          if (value === null) model.delete(name);
          else model.set(name, value);
        }
        for (const name of ['a', 'b', 'c', 'update'])
          expect(nvs.getU32('mgos', name)).toBe(model.get(name) ?? null);
        const freed = [0, 1, 2, 3].reduce((sum, page) => sum + chip.wear(page), 0);
        expect(freed).toBeGreaterThan(1);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it(
    'keeps every other value and has the old or the new one, wherever a change is cut, also while a page is freed',
    { timeout: 60_000 },
    () => {
      const chip = new NorFlash(GEOMETRY);
      const nvs = new Nvs(chip);
      nvs.setU32('mgos', 'still', 4711);
      let turned = 0;
      for (let turn = 0; turn < 520; turn += 1) {
        const plain = new FaultPlan(chip.fork(), null);
        new Nvs(plain).setU32('mgos', 'update', turn);
        const turnsPage = plain.operations > 4;
        if (turnsPage) turned += 1;
        if (turnsPage || turn < 2)
          for (let operation = 0; operation < plain.operations; operation += 1)
            for (const variant of TORN_VARIANTS)
              for (const seed of variant === 'clean' ? [0] : [0, 1])
                checkCut(chip.fork(), turn, { operation, variant, seed });
        nvs.setU32('mgos', 'update', turn);
      }
      expect(turned).toBeGreaterThanOrEqual(4);
    },
  );
});

function checkCut(
  chip: NorFlash,
  turn: number,
  cut: { operation: number; variant: (typeof TORN_VARIANTS)[number]; seed: number },
): void {
  const plan = new FaultPlan(chip, cut);
  expect(() => new Nvs(plan).setU32('mgos', 'update', turn)).toThrow(PowerCut);
  const nvs = new Nvs(chip);
  const id = `turn ${turn} ${JSON.stringify(cut)}`;
  expect([turn, turn === 0 ? null : turn - 1], id).toContain(nvs.getU32('mgos', 'update'));
  expect(nvs.getU32('mgos', 'still'), id).toBe(4711);
  // The next change finishes what the cut left, and nothing old comes back.
  nvs.setU32('mgos', 'update', 9999);
  nvs.setU32('mgos', 'still', 1);
  nvs.remove('mgos', 'still');
  expect([nvs.getU32('mgos', 'update'), nvs.getU32('mgos', 'still')], id).toEqual([9999, null]);
}
