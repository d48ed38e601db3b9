import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import type { FlashPicture, PictureSlot } from '../../../../../src/contracts/flash-picture.ts';
import { EmulatorState, type EmulatorPort } from '../../../../../src/ui/state/emulator.svelte.ts';
import type { ChipSnapshot } from '../../../../../src/workers/api.ts';

const slot = (id: number, role: PictureSlot['role'], damaged = false): PictureSlot => ({
  id,
  label: id === 0 ? 'A' : 'B',
  role,
  holds: { name: 'demo', version: '1.0.0' },
  committed: null,
  rows: [
    {
      partition: `app_${id}`,
      kind: 'app',
      sizeBytes: 65536,
      cells: [{ state: damaged ? 'damaged' : 'running', offset: id * 65536, length: 65536 }],
    },
  ],
});
const record = (number: number, sequence: string, age: 'newer' | 'older') => ({
  number,
  offset: 0xd000,
  nextVictim: age === 'older',
  content: {
    kind: 'sound' as const,
    sequence,
    age,
    startsSlot: 0,
    committed: true,
    firstBoot: false,
    wayBackSlot: null,
  },
});
const picture = (slots: readonly PictureSlot[], sequence: string): FlashPicture => ({
  slots,
  boot: {
    kind: 'records',
    rule: 'smaller-is-newer',
    records: [record(1, 'FFFFFFFFFFFFFFFD', 'older'), record(2, sequence, 'newer')],
  },
  next: { kind: 'starts', slot: 0, firmware: null },
  bootTarget: 0,
  cellBytes: 65536,
});
const latest = (power: boolean, shown: FlashPicture): ChipSnapshot => ({
  snapshot: { id: 'esp32_0A1B2C', profile: 'reference', power, running: null, known: [] },
  profile: 'reference',
  picture: shown,
  sizeBytes: 131072,
  places: [],
  log: [],
  operations: 0,
  files: [],
  upMs: null,
  writing: false,
  timeFactor: 1,
  storage: 'kept',
  cablePlugged: true,
  noise: false,
  faults: [],
});
const running = latest(true, picture([slot(0, 'runs'), slot(1, 'writing')], 'FFFFFFFFFFFFFFFC'));
const dark = latest(
  false,
  picture([slot(0, 'starts-next'), slot(1, 'half-written', true)], 'FFFFFFFFFFFFFFFC'),
);
const back = latest(
  true,
  picture([slot(0, 'runs'), slot(1, 'half-written', true)], 'FFFFFFFFFFFFFFFB'),
);
const done: Outcome<null> = { ok: true, value: null };

/** A bench whose waits are let go one by one, so that each moment of the lesson can be looked at. */
function setUp(options: { still?: boolean; refuse?: boolean; late?: boolean } = {}) {
  const asked: string[] = [];
  const source = {
    chip: null as ChipSnapshot | null,
    watchChip() {
      asked.push('watch');
      this.chip = running;
      return Promise.resolve(done);
    },
  };
  const note = (name: string, then?: ChipSnapshot) => (): Promise<Outcome<null>> => {
    asked.push(name);
    if (then !== undefined) source.chip = then;
    return Promise.resolve(done);
  };
  const refusal: Outcome<never> = {
    ok: false,
    failure: { code: 'file/unreadable', facts: { file: 'x', detail: 'y' }, trace: '' },
  };
  const port: EmulatorPort = {
    powerOff: note('off', dark),
    powerOn: options.late === true ? note('on') : note('on', back),
    cutPower: note('cut', dark),
    setTimeFactor: note('speed'),
    setFault: (name, on) => note(`${name} ${on}`)(),
    jumpToTimeout: note('jump'),
    setCable: (plugged) => note(`cable ${plugged}`)(),
    setNoise: (on) => note(`noise ${on}`)(),
    freshChip: () => Promise.resolve(options.refuse === true ? refusal : done),
    openChip: () => Promise.resolve(done),
    saveChip: () => Promise.resolve({ ok: true, value: new Blob([]) }),
    inspectCell: () => Promise.resolve(refusal),
  };
  const waits: { readonly ms: number; readonly go: () => void }[] = [];
  const bench = new EmulatorState(port, source, {
    wait: (ms) => new Promise((resolve) => waits.push({ ms, go: resolve })),
    still: () => options.still === true,
  });
  bench.begin();
  const arrives = (chip: ChipSnapshot) => (source.chip = chip);
  return { bench, asked, waits, arrives };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}

describe('the lesson of a power cut', () => {
  it('shows the cross and dark wires, then each record as it is read, then what runs', async () => {
    const { bench, asked, waits } = setUp();
    const cut = bench.cut();
    await settled();
    expect([bench.wiresOut, bench.reading, bench.picture]).toEqual([true, null, dark.picture]);
    expect(bench.lines).toEqual([expect.stringContaining('in the middle of a write')]);
    expect([asked.at(-1), waits.at(-1)?.ms]).toEqual(['cut', 400]);

    waits.at(-1)?.go();
    await settled();
    // The device is up again, but the picture is still the one that the boot loader read.
    expect([asked.at(-1), bench.reading, bench.picture]).toEqual(['on', 1, dark.picture]);
    expect([bench.wiresOut, waits.at(-1)?.ms]).toEqual([true, 300]);

    waits.at(-1)?.go();
    await settled();
    expect([bench.reading, bench.lines.at(-1)]).toEqual([
      2,
      expect.stringContaining('record 2: …FFFC'),
    ]);

    waits.at(-1)?.go();
    await cut;
    expect([bench.wiresOut, bench.reading, bench.picture]).toEqual([false, null, back.picture]);
    expect(bench.lines.slice(-2)).toEqual([
      '…FFFC is the smaller number: it leads to slot\u00a0A.',
      'demo 1.0.0 runs from slot\u00a0A.',
    ]);
  });

  it('waits for nothing when the person wants no motion; every sentence is still there', async () => {
    const { bench, waits } = setUp({ still: true });
    await bench.cut();
    expect(waits).toEqual([]);
    expect(bench.lines).toHaveLength(5);
  });

  it('says what runs only by a snapshot from after the start, which comes a moment later', async () => {
    const { bench, waits, arrives } = setUp({ still: true, late: true });
    void bench.cut();
    await settled();
    expect([bench.lines.length, waits.map(({ ms }) => ms)]).toEqual([3, [20]]);
    arrives(back);
    waits[0]?.go();
    await settled();
    expect(bench.lines.at(-1)).toMatch(/^demo 1\.0\.0 runs/);
  });

  it('is not begun twice at a time', async () => {
    const { bench, asked } = setUp();
    void bench.cut();
    void bench.cut();
    await settled();
    expect(asked.filter((name) => name === 'cut')).toHaveLength(1);
    expect(bench.playing).toBe(true);
  });

  it('stays dark after switching off, until it is switched on', async () => {
    const { bench } = setUp({ still: true });
    await bench.switchOff();
    expect([bench.wiresOut, bench.lines.length]).toEqual([true, 1]);
    await bench.switchOn();
    expect([bench.wiresOut, bench.lines.at(-1)]).toEqual([
      false,
      'demo 1.0.0 runs from slot\u00a0A.',
    ]);
  });
});

describe('the controls of the bench', () => {
  it('turn each fault the other way round', async () => {
    const { bench, asked, arrives } = setUp();
    await bench.toggleFault('hang');
    arrives({ ...running, faults: ['hang'] });
    await bench.toggleFault('hang');
    await bench.toggleNoise();
    await bench.toggleCable();
    expect(asked.slice(1)).toEqual(['hang true', 'hang false', 'noise true', 'cable false']);
  });

  it('keeps the reason when a chip is refused, and tells what was done otherwise', async () => {
    const chip = { profile: 'esp32', firmware: null, filesystem: null } as const;
    const refused = setUp({ refuse: true });
    expect(await refused.bench.fresh(chip, 'fresh')).toBe(false);
    expect([refused.bench.failure?.code, refused.bench.notice]).toEqual(['file/unreadable', '']);
    const { bench, waits } = setUp();
    expect(await bench.fresh(chip, 'fresh')).toBe(true);
    expect([bench.failure, bench.notice]).toEqual([null, 'fresh']);
    waits.at(-1)?.go();
    await settled();
    expect(bench.notice).toBe('');
  });
});
