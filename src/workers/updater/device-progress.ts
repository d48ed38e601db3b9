/** How one device of the fleet stands, from what was heard of it and what it answered. Pure: no clock, no link. */
import { MOVING } from '../../contracts/fleet-device.ts';
import type { FleetNews, DeviceStanding } from '../../contracts/fleet-device.ts';
import type { OtaStatus, SysInfo } from '../../rpc/methods.ts';
import type { FleetSign, ShadowReport } from './fleet-signs.ts';

/** States of OTA.Status (ota-service.md#states). */
const PROGRESS = 1;
const ERROR = 2;
const SUCCESS = 3;

/** Questions without an answer until a device that was under way is called silent: a restart takes a minute at most, and each question 8 s. */
const MISSES_UNDER_WAY = 20;

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
  /** It was seen without an update since it is watched: what begins from then on is heard where it can be. */
  #wasIdle = false;

  /** `hearsRequests`: what others ask of it would be heard. */
  constructor(
    { id, address, version }: { id: string; address: string | null; version: string | null },
    hearsRequests: boolean,
  ) {
    this.#hearsRequests = hearsRequests;
    this.#news = {
      ...{ id, standing: 'unknown', percent: null, startedBy: null, from: version, detail: null },
      ...{ heardAtMs: null, arch: null, app: null, version: null, buildId: null, address },
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
        this.#sizeBytes = sign.sizeBytes;
        this.#set({ ...WRITING, percent: 0, from: this.#runs, startedBy: 'client' });
        return;
      case 'wrote':
        if (!this.isMoving) this.#set({ ...WRITING, from: this.#runs });
        if (this.#news.standing === 'writing')
          this.#set({ startedBy: 'client', percent: this.#share(sign.untilBytes) });
        return;
      case 'ended':
        if (this.#news.standing === 'writing') this.#set({ standing: 'written' });
        return;
      case 'told':
        if (sign.fetches) this.#set({ ...WRITING, from: this.#runs, startedBy: 'client' });
        return;
      case 'reported':
        this.#reported(sign.report);
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
    const next = standingOf(before, { version, status });
    const isNew = next === 'writing' && before.standing !== 'writing';
    const isQuiet = isNew && this.#wasIdle && this.#hearsRequests && before.startedBy === null;
    this.#wasIdle ||= next === 'idle';
    this.#set({
      ...{ standing: next, heardAtMs: atMs, arch, app, version, buildId },
      percent: percentOf(before.percent, status, next),
      detail: next === 'failed' ? (status?.message ?? before.detail) : null,
      ...(next === 'idle' && { startedBy: null, from: version }),
      ...(isNew && { from: this.#runs ?? version }),
      ...(isQuiet && { startedBy: 'device' }),
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

  #reported({ hasUrl, percent, state, code, message, isCommitted, version }: ShadowReport): void {
    const by = hasUrl ? ({ startedBy: 'shadow' } as const) : {};
    const from = this.isMoving ? this.#news.from : this.#runs;
    const runs = version === null ? {} : { version };
    if ((code !== null && code < 0) || state === ERROR)
      this.#set({ ...by, ...runs, from, standing: 'failed', detail: message });
    else if (state === PROGRESS || (hasUrl && state === null && code === 0))
      this.#set({ ...by, ...runs, ...WRITING, from, percent });
    else if (state === SUCCESS) this.#set({ ...by, ...runs, from, standing: 'written' });
    else if (isCommitted === false) this.#set({ ...by, ...runs, from, standing: 'trial' });
    else if (isCommitted === true && this.isMoving)
      this.#set({ ...runs, standing: standingOf(this.#news, { version, status: null }) });
    else this.#set(runs);
  }

  get #runs(): string | null {
    return this.#news.version ?? this.#news.from;
  }

  #share(bytes: number): number | null {
    const size = this.#sizeBytes;
    return size === null ? null : Math.min(100, Math.floor((bytes * 100) / size));
  }

  #set(change: Partial<FleetNews>): void {
    this.#news = { ...this.#news, ...change };
  }
}

const WRITING = { standing: 'writing', percent: null, detail: null } as const;

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
