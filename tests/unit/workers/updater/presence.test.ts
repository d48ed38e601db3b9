import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OtaError } from '../../../../src/contracts/failure.ts';
import type { SysInfo } from '../../../../src/rpc/methods.ts';
import type { DeviceReport, PresenceEvent } from '../../../../src/workers/api.ts';
import { Presence } from '../../../../src/workers/updater/presence.ts';
import type { HeldLink, WatchedDevice } from '../../../../src/workers/updater/presence.ts';
import { deviceOn } from '../../../support/ui/fixtures.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const lost = (): OtaError => new OtaError('link/lost', { kind: 'serial', detail: 'unplugged' });
const unplugged = (): OtaError =>
  new OtaError('link/refused', { address: 'CP210x', detail: 'unplugged' });

/** A device at a port: what it says, whether it answers, whether the port opens; `asked` and `opened` count. */
class Bench implements WatchedDevice {
  readonly clock = new VirtualClock();
  readonly latest: PresenceEvent[] = [];
  report = deviceOn('1.0.0');
  answers = true;
  refusal: OtaError | null = null;
  /** A port that never opens. */
  hangs = false;
  asked = 0;
  opened = 0;
  opensAtOnce = 0;
  held: (HeldLink & { end(error: OtaError): void }) | null = null;
  readonly presence = new Presence({
    clock: this.clock,
    device: this,
    tell: (latest) => this.latest.push(latest),
  });

  connected(): this {
    this.#open();
    this.presence.begin(this.report);
    return this;
  }

  hold(signal: AbortSignal): Promise<HeldLink> {
    this.opened += 1;
    if (this.refusal !== null) return Promise.reject(this.refusal);
    if (this.hangs)
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      );
    return Promise.resolve(this.#open());
  }

  ask(): Promise<DeviceReport> {
    return this.answers ? Promise.resolve(this.report) : Promise.reject(timeout());
  }

  hasPlaces = false;
  readonly passedBy: string[] = [];

  answered({ id }: { readonly id: string }): void {
    this.passedBy.push(id);
  }

  letGo(): Promise<void> {
    this.held = null;
    return Promise.resolve();
  }

  unplug(): void {
    this.refusal = unplugged();
    this.held?.end(lost());
  }

  /** What it says of itself from now on. */
  says(info: Partial<SysInfo>): void {
    this.report = { ...this.report, info: { ...this.report.info, ...info } };
  }

  get kinds(): readonly string[] {
    return this.latest.map(({ kind }) => kind);
  }

  #open(): HeldLink {
    let end: (error: OtaError) => void = () => undefined;
    const ended = new Promise<OtaError>((resolve) => (end = resolve));
    const gone = { error: null as OtaError | null };
    this.held = {
      ended,
      end: (error) => {
        gone.error = error;
        end(error);
      },
      isThere: async ({ signal, timeoutMs }) => {
        this.asked += 1;
        if (gone.error !== null) throw gone.error;
        if (this.answers) return this.report.info;
        await this.clock.sleep(timeoutMs, signal);
        throw timeout();
      },
      status: () =>
        this.report.status === null
          ? Promise.reject(timeout())
          : Promise.resolve(this.report.status),
    };
    return this.held;
  }
}

const timeout = (): OtaError =>
  new OtaError('rpc/timeout', { method: 'Sys.GetInfo', timeoutMs: 3_000 });

let bench: Bench;
beforeEach(() => {
  bench = new Bench().connected();
});
afterEach(() => bench.presence.end());

describe('a device between two uses of the way', () => {
  it('is asked every few seconds over the one link, and says nothing new while it answers', async () => {
    await bench.clock.advance(60_000);
    expect(bench.asked).toBeGreaterThanOrEqual(11);
    expect(bench.asked).toBeLessThanOrEqual(12);
    expect(bench.opened).toBe(0);
    expect(bench.latest).toEqual([]);
  });

  it('is silent after two questions without an answer, within 12 s, and told so once', async () => {
    bench.answers = false;
    await bench.clock.advance(12_000);
    expect(bench.latest).toMatchObject([{ kind: 'silent', forMs: 11_000 }]);
    await bench.clock.advance(60_000);
    expect(bench.kinds).toEqual(['silent']);
    expect(bench.opened).toBe(0);
    bench.answers = true;
    await bench.clock.advance(8_000);
    expect(bench.latest.at(-1)).toEqual({ kind: 'answers', report: null });
  });

  it('is not called silent for one lost frame', async () => {
    bench.answers = false;
    await bench.clock.advance(7_999);
    bench.answers = true;
    await bench.clock.advance(30_000);
    expect(bench.latest).toEqual([]);
  });

  it('is gone the moment its link ends, with the reason, and is looked for with growing pauses', async () => {
    await bench.clock.advance(2_000);
    bench.unplug();
    await bench.clock.advance(0);
    expect(bench.latest).toMatchObject([
      { kind: 'gone', forMs: 2_000, failure: { code: 'link/lost' } },
    ]);
    await bench.clock.advance(60_000);
    expect(bench.kinds).toEqual(['gone', 'gone']); // lost, and then unplugged: once each
    expect(bench.opened).toBeGreaterThan(15);
    expect(bench.opened).toBeLessThan(25);
  });

  it('is found again by itself, asked anew, and watched on', async () => {
    bench.unplug();
    await bench.clock.advance(10_000);
    bench.refusal = null;
    bench.says({ fw_version: '1.2.0' });
    await bench.clock.advance(3_100);
    expect(bench.latest.at(-1)).toMatchObject({
      kind: 'answers',
      report: { info: { fw_version: '1.2.0' } },
    });
    bench.unplug();
    await bench.clock.advance(1);
    expect(bench.latest.at(-1)).toMatchObject({ kind: 'gone' });
  });

  it('is looked for at once when something is plugged in', async () => {
    bench.unplug();
    await bench.clock.advance(10_000);
    const tries = bench.opened;
    bench.presence.lookNow();
    await bench.clock.advance(0);
    expect(bench.opened).toBe(tries + 1);
  });

  it('is asked for all it says when its uptime fell: it started anew', async () => {
    bench.says({ uptime: 100 });
    await bench.clock.advance(5_000);
    bench.says({ uptime: 3, fw_id: 'build-other' });
    await bench.clock.advance(5_000);
    expect(bench.latest).toMatchObject([
      { kind: 'answers', report: { info: { uptime: 3, fw_id: 'build-other' } } },
    ]);
  });

  it('is not turned to another device, whose port is then left alone', async () => {
    bench.unplug();
    await bench.clock.advance(1_000);
    bench.refusal = null;
    bench.says({ id: 'esp32_FFFFFF', mac: '30AEA4FFFFFF' });
    await bench.clock.advance(30_000);
    expect(bench.latest.at(-1)).toMatchObject({
      kind: 'gone',
      failure: { code: 'device/other-device', facts: { found: 'esp32_FFFFFF' } },
    });
    const { opened } = bench;
    await bench.clock.advance(120_000);
    expect(bench.opened).toBe(opened);
    bench.says({ id: 'esp32_0A1B2C', mac: '30AEA40A1B2C' });
    bench.presence.lookNow();
    await bench.clock.advance(1);
    expect(bench.latest.at(-1)).toMatchObject({ kind: 'answers' });
  });

  it('is noticed to be another one on the same link', async () => {
    bench.says({ id: 'esp32_FFFFFF', mac: '30AEA4FFFFFF' });
    await bench.clock.advance(5_001);
    expect(bench.latest).toMatchObject([
      { kind: 'gone', failure: { code: 'device/other-device' } },
    ]);
    expect(bench.held).toBe(null);
    expect(bench.passedBy).toEqual(['esp32_FFFFFF']);
  });

  it('is looked for at other places where there are some', async () => {
    bench.hasPlaces = true;
    bench.says({ id: 'esp32_FFFFFF', mac: '30AEA4FFFFFF' });
    await bench.clock.advance(5_001);
    bench.says({ id: 'esp32_0A1B2C', mac: '30AEA40A1B2C' });
    await bench.clock.advance(1_000);
    expect(bench.latest.at(-1)).toMatchObject({ kind: 'answers' });
  });

  it('gives way: nothing is asked or opened once the watch is over', async () => {
    bench.answers = false;
    await bench.clock.advance(6_000); // a question is on its way
    bench.presence.end();
    const { asked } = bench;
    await bench.clock.advance(60_000);
    expect(bench.asked).toBe(asked);
    expect(bench.latest).toEqual([]);
    expect(bench.clock.sleeping).toBe(0);
  });

  it('is not asked while somebody else uses the link', async () => {
    let done: () => void = () => undefined;
    const work = bench.presence.aside(() => new Promise<void>((resolve) => (done = resolve)));
    await bench.clock.advance(30_000);
    expect(bench.asked).toBe(0);
    done();
    await work;
    await bench.clock.advance(5_001);
    expect(bench.asked).toBe(1);
  });

  it('does not wait for a port that never opens', async () => {
    bench.unplug();
    bench.refusal = null;
    bench.hangs = true;
    await bench.clock.advance(45_300);
    bench.hangs = false;
    await bench.clock.advance(1_000);
    expect(bench.latest.at(-1)).toMatchObject({ kind: 'answers' });
  });

  it('may print its start first: it is asked several times on a link that has opened', async () => {
    bench.unplug();
    await bench.clock.advance(100);
    bench.refusal = null;
    bench.answers = false;
    await bench.clock.advance(6_000);
    const { opened } = bench;
    bench.answers = true;
    await bench.clock.advance(3_000);
    expect(bench.latest.at(-1)).toMatchObject({ kind: 'answers' });
    expect(bench.opened).toBe(opened);
  });

  it('that somebody else kept, or began to update, is told so within one question', async () => {
    const status = bench.report.status!;
    bench.report = { ...bench.report, status: { ...status, is_committed: false } };
    bench.presence.begin(bench.report);
    await bench.clock.advance(12_000);
    expect(bench.latest).toEqual([]);
    bench.report = { ...bench.report, status };
    await bench.clock.advance(5_001);
    expect(bench.latest).toMatchObject([{ report: { status: { is_committed: true } } }]);
    for (const progress_percent of [10, 20]) {
      bench.report = { ...bench.report, status: { ...status, state: 1, progress_percent } };
      await bench.clock.advance(5_001);
      expect(bench.latest.at(-1)).toMatchObject({ report: { status: { progress_percent } } });
    }
  });
});
