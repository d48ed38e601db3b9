/** A device that fetches a file by itself when OTA.Update tells it to, on the virtual clock; nothing of it is flash. */
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { Link, LinkMedium } from '../../../src/contracts/link.ts';
import { LOOPBACK } from '../../../src/contracts/link.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import type { LinkPair } from '../../../src/transports/loopback/link-pair.ts';
import { createPauseSwitch, DEFAULT_OPTIONS } from '../../../src/update/deps.ts';
import type { UpdateOptions } from '../../../src/update/deps.ts';
import type { Delivery } from '../../../src/update/delivery/delivery.ts';
import { runUpdate } from '../../../src/update/run-update.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { runToEnd } from './run-to-end.ts';

type Fields = Readonly<Record<string, unknown>>;
interface Request {
  readonly id: number;
  readonly method: string;
  readonly params?: Fields;
}

export interface FetchPlan {
  /** For each tenth of the file. */
  readonly tenthMs?: number;
  /** What it answers OTA.Update with when it is done: a result, the error 0 of 2017, or nothing. */
  readonly reply?: 'result' | 'code-0' | 'none';
  /** It fails at this percentage, with these words. */
  readonly fails?: { readonly percent: number; readonly code: number; readonly message: string };
  /** The link is lost, once, at this percentage. */
  readonly losesLinkAt?: number;
  /** OTA.Update never reaches it. */
  readonly hears?: boolean;
  /** OTA.End ends what it fetches; a core without that answers and goes on. */
  readonly endAborts?: boolean;
  /** What else it has, by method; null = 404. */
  readonly answers?: Readonly<Record<string, (params: Fields) => unknown>>;
  /** Every byte was handed to it, and it hangs in its flash. */
  readonly hangs?: boolean;
  readonly medium?: LinkMedium;
}

const NO_HANDLER = { code: 404, message: 'No handler' };

export class FetchingDevice {
  readonly clock = new VirtualClock();
  readonly calls: string[] = [];
  readonly asked: Fields[] = [];
  percent = 0;
  links = 0;
  #plan: FetchPlan;
  #bundle: Bundle;
  #state = 0;
  #message = 'idle';
  #installed = false;
  #committed = true;
  #aborted = false;
  #startedAt: number;
  #pair: LinkPair | null = null;
  #isOff = false;
  #onPercent: (percent: number) => void = () => undefined;

  constructor(bundle: Bundle, plan: FetchPlan = {}) {
    this.#bundle = bundle;
    this.#plan = plan;
    this.#startedAt = this.clock.now() - 100_000;
  }

  /** Bytes of the file that it has. */
  get fetchedBytes(): number {
    return Math.floor((this.#bundle.sizeBytes * this.percent) / 100);
  }

  connect(): Link {
    if (this.#isOff) throw new OtaError('link/refused', { address: 'it', detail: 'off' });
    this.links += 1;
    const pair = createLinkPair({ framing: 'message' });
    this.#pair = pair;
    const writer = pair.far.writable.getWriter();
    const say = (id: number, body: Fields): void =>
      void writer
        .write(new TextEncoder().encode(JSON.stringify({ id, ...body })))
        .catch(() => undefined);
    const serve = async (): Promise<void> => {
      const reader = pair.far.readable.getReader();
      for (let step = await reader.read(); !step.done; step = await reader.read()) {
        const request = JSON.parse(new TextDecoder().decode(step.value)) as Request;
        this.calls.push(request.method);
        if (request.method === 'OTA.Update') this.#update(request, say);
        else say(request.id, this.#answer(request));
      }
    };
    serve().catch(() => undefined); // the link is gone
    return { ...pair.near, ...(this.#plan.medium ?? LOOPBACK) };
  }

  #answer({ method, params = {} }: Request): Fields {
    const own = this.#plan.answers?.[method];
    if (own !== undefined) return { result: own(params) };
    switch (method) {
      case 'Sys.GetInfo':
        return { result: this.#info() };
      case 'OTA.Status':
        return {
          result: {
            state: this.#state,
            message: this.#message,
            progress_percent: this.percent,
            is_committed: this.#committed,
          },
        };
      case 'OTA.End':
        if (this.#state === 1 && this.#plan.endAborts !== false) this.#aborted = true;
        return { error: { code: -1, message: 'Update aborted' } };
      case 'OTA.Commit':
        this.#committed = true;
        return { result: null };
      default:
        return { error: NO_HANDLER };
    }
  }

  #info(): Fields {
    const { manifest } = this.#bundle;
    return {
      ...{ id: 'esp32_0A1B2C', app: 'demo', mac: '30AEA40A1B2C', arch: 'esp32' },
      fw_version: this.#installed ? manifest.version : '1.0.0',
      fw_id: this.#installed ? manifest.buildId : 'old',
      uptime: Math.floor((this.clock.now() - this.#startedAt) / 1000),
    };
  }

  #update({ id, params = {} }: Request, say: (id: number, body: Fields) => void): void {
    if (this.#plan.hears === false) return;
    this.asked.push(params);
    void this.fetch().then((end) => {
      const { reply = 'result' } = this.#plan;
      if (reply === 'none' && end === null) return;
      if (end !== null) say(id, { error: end });
      else if (reply === 'code-0') say(id, { error: { code: 0, message: 'Update applied' } });
      else say(id, { result: null });
    });
  }

  /** null: it is installed, and the restart is due. */
  async fetch(): Promise<Fields | null> {
    const { tenthMs = 1_000, fails, losesLinkAt, hangs = false } = this.#plan;
    this.#state = 1;
    this.#message = 'progress';
    const start = this.#startedAt;
    for (this.percent = 0; this.percent < 100; this.percent += 10) {
      if (this.percent === losesLinkAt) this.#pair?.lose('the radio');
      this.#onPercent(this.percent);
      await this.clock.sleep(tenthMs, new AbortController().signal);
      if (this.#startedAt !== start) return { code: -1, message: 'restarted' };
      const failed = this.#aborted
        ? { code: -1, message: 'Update aborted' }
        : fails?.percent === this.percent
          ? { code: fails.code, message: fails.message }
          : null;
      if (failed === null) continue;
      [this.#state, this.#message] = [2, failed.message];
      return failed;
    }
    if (hangs) await new Promise(() => undefined);
    [this.#state, this.#message] = [3, 'success'];
    void this.#restart(true);
    return null;
  }

  /** It looks for the file and has no network. */
  failToConnect(): void {
    [this.#state, this.#message] = [2, 'Failed to connect'];
  }

  /** A restart, at whose end it runs what it has installed. */
  restart(): Promise<void> {
    return this.#restart(this.#installed);
  }

  async #restart(installed: boolean): Promise<void> {
    const { signal } = new AbortController();
    await this.clock.sleep(500, signal);
    this.#isOff = true;
    this.#pair?.lose('restart');
    await this.clock.sleep(5_000, signal);
    this.#isOff = false;
    if (installed && !this.#installed) this.#committed = false;
    this.#installed = installed;
    [this.#state, this.#message, this.percent] = [0, 'idle', 0];
    this.#startedAt = this.clock.now();
  }

  /** An update of it, cancelled when it has so much of the file. */
  update(
    delivery: Delivery,
    {
      options = {},
      cancelAtPercent,
    }: { readonly options?: Partial<UpdateOptions>; readonly cancelAtPercent?: number } = {},
  ) {
    const abort = new AbortController();
    let id = 0;
    const steps = runUpdate(
      {
        bundle: this.#bundle,
        delivery,
        clock: this.clock,
        pause: createPauseSwitch(),
        sessionId: 'session-1',
        nextId: () => (id += 1),
        connect: () => Promise.resolve().then(() => this.connect()),
        expected: null,
        options: { ...DEFAULT_OPTIONS, ...options },
      },
      abort.signal,
    );
    this.#onPercent = (percent) => {
      if (cancelAtPercent !== undefined && percent >= cancelAtPercent)
        abort.abort(new OtaError('cancelled', { by: 'user' }));
    };
    return this.clock.run(runToEnd(steps));
  }
}
