import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import { MOST_SLOTS, MOST_WRITING } from '../../../../../src/ui/features/batch/port-assignment.ts';
import { finding } from '../../../../support/ui/fixtures.ts';
import { benchWith, settled } from '../../../../support/ui/batch-testbed.ts';

const QUARTER_HOUR_MS = 900_000;

describe('the bench', () => {
  it('gives every port a lane in the order of the ports, up to a bound, and tells what is left over', async () => {
    const { batch, plug } = benchWith();
    for (let at = 1; at <= MOST_SLOTS + 1; at += 1) await plug(`M${at}`);
    const all = Array<string>(MOST_SLOTS).fill('ready');
    expect(batch.slots.map(({ state }) => state.kind)).toEqual(all);
    expect(batch.waitingPorts).toBe(1);
  });

  it('starts nothing by itself unless it is armed', async () => {
    const { batch, plug, begun } = benchWith();
    await plug('AA');
    expect(begun).toEqual([]);
    batch.arm();
    await plug('BB');
    expect(begun).toEqual(['BB']);
    batch.startAll();
    await settled();
    expect(begun).toEqual(['BB', 'AA']);
  });

  it('is disarmed by another file', async () => {
    const { batch, plug, choose, begun } = benchWith();
    batch.arm();
    choose({ id: 'c'.repeat(64) });
    await plug('AA');
    expect(batch.armed).toBe(false);
    expect(begun).toEqual([]);
  });

  it('is disarmed a quarter of an hour after the last plug-in', async () => {
    const { batch, plug, pass } = benchWith();
    batch.arm();
    await plug('AA');
    await pass(QUARTER_HOUR_MS);
    expect(batch.armed).toBe(false);
  });

  it('starts nothing while an update runs on the Update screen', async () => {
    const { batch, plug, blockedBy, begun } = benchWith();
    batch.arm();
    blockedBy(true);
    await plug('AA');
    batch.startAll();
    batch.doAgain();
    await settled();
    expect(begun).toEqual([]);
  });

  it('gives two devices that come back under way their own lanes, and a third one another', async () => {
    const { batch, plug, unplug } = benchWith();
    const ports = [await plug('AA'), await plug('BB')];
    batch.startAll();
    await settled();
    for (const port of ports) await unplug(port);
    const [back, next, other] = [await plug('BB'), await plug('CC'), await plug('AA')];
    expect(batch.slots.map(({ port }) => port?.port)).toEqual([other, back, next]);
    expect(batch.slots.map(({ state }) => state.kind)).toEqual(['running', 'running', 'ready']);
  });

  it('gives a port to another lane where another device than that of the update answers on it', async () => {
    const { batch, plug, unplug, otherAnswersOn } = benchWith();
    const port = await plug('AA');
    batch.startAll();
    await settled();
    await unplug(port);
    const back = await plug('AA');
    expect(batch.slots[0]?.port?.port).toBe(back);
    await otherAnswersOn(back, 'BB');
    expect(batch.slots.map((slot) => slot.port?.port ?? null)).toEqual([null, back]);
    expect(batch.slots.map(({ state }) => state.kind)).toEqual(['running', 'ready']);
  });

  it('asks no port that had no lane before for a device that left', async () => {
    const { batch, plug, unplug, asked } = benchWith();
    const first = await plug('M1');
    for (let at = 2; at <= MOST_SLOTS + 1; at += 1) await plug(`M${at}`);
    batch.startAll();
    await settled();
    await unplug(first);
    expect(asked).not.toContain(`M${MOST_SLOTS + 1}`);
    expect(batch.slots[0]).toMatchObject({ isRunning: true, hasPort: false });
  });

  it('leaves ports alone that come while the Update screen waits for its device', async () => {
    const { batch, plug, blockedBy } = benchWith();
    blockedBy(true);
    const port = await plug('AA');
    expect([batch.slots.length, port.opens]).toEqual([0, 0]);
    blockedBy(false);
    await batch.look();
    expect(batch.slots).toHaveLength(1);
  });
});

const writing = { type: 'phase', phase: 'writing' } as const;
const restarting = { type: 'phase', phase: 'rebooting' } as const;
const paused = { type: 'paused', why: 'asked', link: 'serial', leftMs: 300_000 } as const;
const macs = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `M${at + 1}`);

/** So many devices, all of them started. */
async function startedWith(count: number) {
  const bench = benchWith();
  for (const mac of macs(count)) await bench.plug(mac);
  bench.batch.startAll();
  await settled();
  const kinds = (): readonly string[] => bench.batch.slots.map(({ state }) => state.kind);
  return { ...bench, kinds };
}

describe('more devices than are written at once', () => {
  it('wait in the order of their lanes, and start when one is written, not only when it is kept', async () => {
    const { batch, begun, tell, finish } = await startedWith(MOST_WRITING + 3);
    expect(begun).toEqual(macs(MOST_WRITING));
    expect(batch.queued).toBe(3);
    expect(batch.slots.slice(-3).map(({ place }) => place)).toEqual([1, 2, 3]);
    await tell('M5', restarting);
    expect(begun.at(-1)).toBe('M9');
    expect(batch.slots.slice(-2).map(({ place }) => place)).toEqual([1, 2]);
    await finish('M5', { result: 'committed' }); // has left its place before
    expect(begun).toHaveLength(MOST_WRITING + 1);
    await finish('M2', { result: 'cancelled' });
    expect(begun.at(-1)).toBe('M10');
  });

  it('are taken off the line by a person, and by being unplugged', async () => {
    const { batch, begun, tell, plug, unplug, kinds } = await startedWith(MOST_WRITING + 2);
    batch.slots[MOST_WRITING]?.takeOff();
    expect(kinds().at(-2)).toBe('ready');
    const last = await plug('M11');
    void batch.slots.at(-1)?.start();
    await unplug(last);
    expect(kinds().at(-1)).toBe('free');
    expect(batch.queued).toBe(1);
    await tell('M1', restarting);
    await tell('M2', restarting);
    expect(begun).toEqual([...macs(MOST_WRITING), 'M10']);
  });

  it('are taken off by stopping all', async () => {
    const { batch, begun, finish, told } = await startedWith(MOST_WRITING + 1);
    batch.stopAll();
    expect(batch.queued).toBe(0);
    await settled();
    expect(told).toHaveLength(MOST_WRITING);
    for (const mac of macs(MOST_WRITING)) await finish(mac, { result: 'cancelled' });
    expect(begun).toEqual(macs(MOST_WRITING));
  });
});

describe('a pause of the bench', () => {
  it('pauses what is written, what is about to be as soon as it is, and starts nothing new', async () => {
    const { batch, begun, told, tell, finish, kinds } = await startedWith(MOST_WRITING + 1);
    await tell('M1', writing);
    await tell('M2', restarting); // M9 gets its place
    expect(batch.canPause).toBe(true);
    batch.pauseAll();
    await settled();
    expect([batch.held, batch.canPause]).toEqual([true, false]);
    expect(told).toEqual(['M1 pause']);
    await tell('M3', writing);
    expect(told).toEqual(['M1 pause', 'M3 pause']);
    await finish('M4', { result: 'cancelled' });
    void batch.slots[3]?.again();
    await settled();
    expect(begun).toEqual(macs(MOST_WRITING + 1));
    expect(kinds()[3]).toBe('queued');
    await tell('M1', paused);
    batch.goOnAll();
    await settled();
    expect(told.slice(2)).toEqual(['M1 go on', 'M3 go on']);
    expect(begun.at(-1)).toBe('M4');
    expect(batch.held).toBe(false);
  });

  it('is not offered where nothing is written, as with one device', async () => {
    const { batch, told, tell } = await startedWith(1);
    await tell('M1', restarting);
    expect(batch.canPause).toBe(false);
    batch.pauseAll();
    await settled();
    expect([batch.held, told]).toEqual([false, []]);
  });

  it('outlasts an unplugged cable: the device is looked for, and waits for Go on', async () => {
    const { batch, told, tell, plug, serial } = await startedWith(1);
    await tell('M1', writing);
    batch.pauseAll();
    await tell('M1', paused);
    const [port] = batch.slots.map((slot) => slot.port?.port);
    if (port === undefined) throw new Error('it has a port');
    serial.unplug(port as never);
    await settled();
    await plug('M1');
    expect(batch.slots).toHaveLength(1);
    expect(told).toEqual(['M1 pause', 'M1 pause']); // looks at once, and the wish stays
    batch.goOnAll();
    await settled();
    expect(told.at(-1)).toBe('M1 go on');
  });

  it('ends with the last device that it could end for', async () => {
    const { batch, tell, finish } = await startedWith(1);
    await tell('M1', writing);
    batch.pauseAll();
    await finish('M1', { result: 'cancelled' });
    expect(batch.held).toBe(false);
  });
});

describe('another firmware on the bench', () => {
  const other = { id: 'c'.repeat(64), version: '2.0.0' };

  it('waits until no device is under way', async () => {
    const { batch, finish } = await startedWith(1);
    expect(batch.canChangeFirmware).toBe(false);
    await finish('M1', { result: 'committed' });
    expect(batch.canChangeFirmware).toBe(true);
  });

  it('keeps every lane, and says of each anew whether it fits, without asking its device', async () => {
    const { batch, plug, choose, speaksAgainst, asked, kinds } = await startedWith(0);
    for (const mac of macs(2)) await plug(mac);
    speaksAgainst([finding('bundle/wrong-platform', { bundle: 'esp8266', device: 'esp32' }, null)]);
    choose(other);
    batch.compareAnew();
    await settled();
    batch.compareAnew(); // the same file
    await settled();
    expect(kinds()).toEqual(['over', 'over']);
    expect(batch.results).toHaveLength(2);
    expect(batch.slots[0]?.state).toMatchObject({ end: { kind: 'refused' }, to: other });
    speaksAgainst([]);
    choose({});
    batch.compareAnew();
    await settled();
    expect(kinds()).toEqual(['ready', 'ready']);
    expect(asked).toEqual(macs(2));
  });

  it('leaves a result on its lane, and says nothing twice of the same file', async () => {
    const { batch, choose, finish, plug, kinds } = await startedWith(1);
    await finish('M1', { result: 'committed' });
    await plug('M2');
    batch.compareAnew();
    choose(other);
    batch.compareAnew();
    await settled();
    expect(kinds()).toEqual(['over', 'ready']);
    expect(batch.slots[0]?.state).toMatchObject({
      end: { kind: 'passed' },
      to: { version: '1.1.0' },
    });
    expect(batch.results).toHaveLength(1);
  });
});

describe('the results of the bench', () => {
  it('have every device that was done, with its lane and the time of its end', async () => {
    const { batch, finish } = await startedWith(3);
    const failure = toFailure(new OtaError('update/timed-out', { waitedMs: 1 }));
    await finish('M2', { result: 'failed', failure });
    await finish('M1', { result: 'committed' });
    await finish('M3', { result: 'cancelled' });
    expect(batch.results).toMatchObject([
      { number: 1, slot: 2, device: { mac: 'M2' }, verdict: 'stopped' },
      { number: 2, slot: 1, device: { mac: 'M1' }, verdict: 'passed', to: { version: '1.1.0' } },
      { number: 3, slot: 3, device: { mac: 'M3' }, verdict: 'cancelled' },
    ]);
    expect(batch.results[0]?.endedWallMs).toBe(Date.UTC(2026, 10, 29, 12));
  });
});
