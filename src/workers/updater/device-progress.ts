/** How one device of the fleet stands, from what was heard of it and what it answered. Pure: no clock, no link. */
import { MOVING } from '../../contracts/fleet-device.ts';
import type { FleetNews, DeviceStanding, UpdateStarter } from '../../contracts/fleet-device.ts';
import type { OtaStatus, SysInfo } from '../../rpc/methods.ts';
import type { ReportedUpdate } from '../../shadow/reported-update.ts';
import type { FleetSign } from './fleet-signs.ts';

/** States of OTA.Status (ota-service.md#states). */
const PROGRESS = 1;
const ERROR = 2;
const SUCCESS = 3;

/** Questions without an answer until a device that was under way is called silent: a restart takes a minute at most, and each question 8 s. */
const MISSES_UNDER_WAY = 20;
/** From the URL that a device reports to what it fetches from there: names are resolved, connections tried again. */
const FETCHES_WITHIN_MS = 60_000;
/** An answer that was on its way when an update began has nothing of it; a question waits 8 s for it at most. */
const CROSSES_WITHIN_MS = 10_000;

export interface FleetAnswer {
  readonly info: SysInfo;
  /** null: it does not tell. */
  readonly status: OtaStatus | null;
}

export class DeviceProgress {
  readonly #hearsRequests: boolean;
  #news: FleetNews;
  #sizeBytes: number | null = null;
  #misses = 0;
  #begunAtMs: number | null = null;
  /** The last one that it reported to its shadow, and when it was new. */
  #shadowUrl: string | null = null;
  #toldByShadowAtMs: number | null = null;
  /** It was seen without an update since it is watched: what begins from then on is heard where it can be. */
  #wasIdle = false;

  /** `hearsRequests`: what others ask of it would be heard. */
  constructor(
    { id, address, version }: { id: string; address: string | null; version: string | null },
    hearsRequests: boolean,
  ) {
    this.#hearsRequests = hearsRequests;
    this.#news = {
      ...{ id, standing: 'unknown', percent: null, sentBytes: null, startedBy: null },
      ...{ from: version, detail: null, heardAtMs: null, address },
      ...{ arch: null, app: null, version: null, buildId: null },
    };
  }

  get news(): FleetNews {
    return this.#news;
  }

  get isMoving(): boolean {
    return MOVING.includes(this.#news.standing);
  }

  hear(sign: FleetSign, atMs: number): void {
    if (sign.kind === 'there' || sign.kind === 'reported') this.#set({ heardAtMs: atMs });
    switch (sign.kind) {
      case 'there':
        return;
      case 'begun':
        this.#beginBy('client', atMs, sign.sizeBytes);
        this.#set({ percent: sign.sizeBytes === null ? null : 0, sentBytes: 0 });
        return;
      case 'wrote':
        if (!this.isMoving) this.#beginBy('client', atMs);
        if (this.#news.standing === 'writing') this.#wrote(sign.untilBytes);
        return;
      case 'ended':
        if (this.#news.standing === 'writing') this.#set({ standing: 'written' });
        return;
      case 'told':
        if (sign.fetches) this.#beginBy('client', atMs);
        return;
      case 'reported':
        this.#reported(sign.report, atMs);
        return;
      default:
        sign satisfies never;
    }
  }

  asked(): void {
    if (!this.isMoving) this.#set({ standing: 'asking' });
  }

  answered({ info, status }: FleetAnswer, atMs: number): void {
    this.#misses = 0;
    const { arch, app, fw_version: version, fw_id: buildId } = info;
    const before = this.#news;
    const read = standingOf(before, { version, status });
    const crosses = read === 'failed' && status?.state !== ERROR && this.#hasJustBegun(atMs);
    const next = crosses ? before.standing : read;
    const goesOn = next === 'writing' && before.standing === 'writing';
    const isNew = next === 'writing' && !goesOn;
    this.#wasIdle ||= next === 'idle';
    this.#set({
      ...{ standing: next, heardAtMs: atMs, arch, app, version, buildId },
      percent: percentOf(goesOn ? before.percent : null, status, next),
      sentBytes: goesOn ? before.sentBytes : null,
      detail: next === 'failed' ? (status?.message ?? before.detail) : null,
      ...(next === 'idle' && { startedBy: null, from: version }),
      ...(isNew && { from: this.#runs ?? version, startedBy: this.#quietStarter(atMs) }),
    });
  }

  denied(atMs: number): void {
    this.#set({ standing: 'denied', heardAtMs: atMs });
  }

  silent(): void {
    this.#misses += 1;
    if (!this.isMoving || this.#misses >= MISSES_UNDER_WAY)
      this.#set({ standing: 'silent', percent: null });
  }

  #reported(report: ReportedUpdate, atMs: number): void {
    const { code, message, state, firmware, committed } = report;
    const runs = firmware === null ? {} : { version: firmware.version };
    const from = this.isMoving ? this.#news.from : this.#runs;
    this.#tookUrl(report, atMs);
    if ((code !== null && code < 0) || state === ERROR)
      this.#reportedToFail(message, { ...runs, from }, atMs);
    else if (state === PROGRESS || (state === null && code === 0)) {
      this.#reportedToWrite(report.percent ?? 0, atMs);
      this.#set(runs);
    } else if (state === SUCCESS || (state === null && code !== null && code > 0))
      this.#set({ ...runs, from, standing: 'written' });
    else if (committed === false) this.#set({ ...runs, from, standing: 'trial' });
    else if (committed === true && this.isMoving && firmware !== null) {
      const { version } = firmware;
      this.#set({ ...runs, standing: standingOf(this.#news, { version, status: null }) });
    } else this.#set(runs); // where it does not say what it runs, its next answer does
  }

  /** A URL that it had not before is one that its shadow gave, and is reported before it is fetched (pull-and-post.md#shadow). */
  #tookUrl({ url, state }: ReportedUpdate, atMs: number): void {
    if (url === null || url === '' || url === this.#shadowUrl) return;
    this.#shadowUrl = url;
    if (state === null || state === PROGRESS) this.#toldByShadowAtMs = atMs;
  }

  /** Whoever else began it, its status is reported, too. `percent`: 0 = not told. */
  #reportedToWrite(percent: number, atMs: number): void {
    const { standing, startedBy } = this.#news;
    if (standing !== 'writing') this.#beginBy(this.#quietStarter(atMs), atMs);
    else if (startedBy !== 'client' && this.#isToldByShadow(atMs))
      this.#set({ startedBy: 'shadow' });
    if (percent > 0) this.#set({ percent: Math.floor(percent) });
  }

  /** Also before it wrote anything: no update can begin, or the URL leads nowhere. */
  #reportedToFail(detail: string | null, change: Partial<FleetNews>, atMs: number): void {
    const isSeen = this.isMoving || this.#news.standing === 'failed';
    const by = isSeen ? {} : { startedBy: this.#quietStarter(atMs) };
    this.#set({ ...change, ...by, standing: 'failed', detail });
  }

  #beginBy(startedBy: UpdateStarter | null, atMs: number, sizeBytes: number | null = null): void {
    this.#begunAtMs = atMs;
    this.#sizeBytes = sizeBytes;
    this.#set({
      ...{ standing: 'writing', percent: null, sentBytes: null, detail: null },
      ...{ from: this.#runs, startedBy },
    });
  }

  #wrote(untilBytes: number): void {
    const size = this.#sizeBytes;
    const percent =
      size === null ? this.#news.percent : Math.min(100, Math.floor((untilBytes * 100) / size));
    this.#set({ startedBy: 'client', sentBytes: untilBytes, percent });
  }

  /** Of an update that nobody was heard to begin; null = others may have, where they are not heard. */
  #quietStarter(atMs: number): UpdateStarter | null {
    if (this.#isToldByShadow(atMs)) return 'shadow';
    return this.#wasIdle && this.#hearsRequests ? 'device' : null;
  }

  #isToldByShadow(atMs: number): boolean {
    return this.#toldByShadowAtMs !== null && atMs - this.#toldByShadowAtMs < FETCHES_WITHIN_MS;
  }

  #hasJustBegun(atMs: number): boolean {
    return this.#begunAtMs !== null && atMs - this.#begunAtMs < CROSSES_WITHIN_MS;
  }

  get #runs(): string | null {
    return this.#news.version ?? this.#news.from;
  }

  #set(change: Partial<FleetNews>): void {
    this.#news = { ...this.#news, ...change };
  }
}

/** What its answer makes of what was known. */
function standingOf(
  { standing, from }: FleetNews,
  { version, status }: { readonly version: string | null; readonly status: OtaStatus | null },
): DeviceStanding {
  if (status !== null && status.state === PROGRESS) return 'writing';
  if (status !== null && status.state === ERROR) return 'failed';
  if (status !== null && status.state === SUCCESS) return 'written';
  if (status !== null && !status.is_committed) return 'trial';
  const isOther = version !== null && from !== null && version !== from;
  if (standing === 'kept' || standing === 'back') return standing;
  if (standing === 'trial') return isOther ? 'kept' : 'back';
  if (standing === 'written') return isOther ? 'kept' : 'back';
  if (standing === 'writing') return isOther ? 'kept' : 'failed';
  return 'idle';
}

/** The device's own figure, where it has one; it has none while it was not told how much comes. */
function percentOf(
  before: number | null,
  status: OtaStatus | null,
  next: DeviceStanding,
): number | null {
  if (next === 'writing')
    return status !== null && status.progress_percent > 0
      ? Math.min(100, Math.floor(status.progress_percent))
      : before;
  return next === 'written' || next === 'trial' || next === 'kept' ? 100 : null;
}
