/** How the command line updates devices that are told by their shadows: what they report there is all that is known of them. */
import { realClock } from '../../contracts/clock.ts';
import { OtaError, hasCode, toFailure } from '../../contracts/failure.ts';
import type { JobEnd } from '../../fleet/device-record.ts';
import type { FleetDevice } from '../../fleet/plan.ts';
import type { FleetHost, UpdateJob } from '../../fleet/run-roll-out.ts';
import { stillRuns } from '../../fleet/update-device.ts';
import { followUpdate } from '../../shadow/follow-update.ts';
import type { ShadowEnding, ShadowEvent } from '../../shadow/follow-update.ts';
import { REPORTS_MS, forget } from '../../shadow/shadow-delivery.ts';
import { SHADOW_SHAPES } from '../../shadow/shadow-places.ts';
import type { ShadowPlace, ShadowShape } from '../../shadow/shadow-places.ts';
import type { ReportedUpdate } from '../../shadow/reported-update.ts';
import type { Shadow } from '../../shadow/shadow.ts';
import type { UpdateEventBody } from '../../update/events.ts';
import { openShadowOf } from '../delivery/open-shadow.ts';
import { shadowPlaceAt } from '../delivery/via-options.ts';
import type { FirmwareHost } from './firmware-host.ts';
import type { FleetBundle } from './fleet-bundles.ts';

export interface ShadowHostOptions {
  readonly bundle: FleetBundle;
  /** By the ids of devices. */
  readonly places: ReadonlyMap<string, ShadowPlace>;
  readonly firmware: FirmwareHost;
  /** Until a device takes the address; then it is offline. */
  readonly waitMs: number;
}

/** Between two looks at a device that another one told to fetch. */
const LOOK_MS = 5_000;
/** One that reports nothing new for so long is at nothing. */
const STILL_MS = 90_000;
const LONGEST_MS = 3_600_000;

export const createShadowHost = (given: ShadowHostOptions) =>
  ({
    clock: realClock,
    wallClock: () => Date.now(),
    update: (device, job) => update(device, job, given),
    adopt: (device, job) => adopt(device, job, given),
    stillRuns: (device, { signal }) =>
      stillRuns([given.bundle], () => reportedInfo(device, signal, given)),
  }) satisfies FleetHost;

/** Where its shadow is, by the address of a plan. Throws use/bad-option, which tells no key. */
export const shadowPlaceOf = (shape: ShadowShape, url: string, key: string | null): ShadowPlace =>
  shadowPlaceAt(SHADOW_SHAPES[shape], url, { option: '--fleet', key });

const openFor = ({ id }: FleetDevice, { places }: ShadowHostOptions): Promise<Shadow> => {
  const place = places.get(id);
  if (place === undefined) throw new RangeError(`${id} is not in the plan`);
  return openShadowOf(place);
};

async function update(
  device: FleetDevice,
  job: UpdateJob,
  given: ShadowHostOptions,
): Promise<JobEnd> {
  const run = new ShadowJob(device, job, given);
  try {
    return await run.toEnd();
  } catch (reason) {
    return run.endOf(OtaError.from(reason));
  }
}

class ShadowJob {
  readonly #device: FleetDevice;
  readonly #job: UpdateJob;
  readonly #given: ShadowHostOptions;
  /** The device has the address: it does the rest by itself. */
  #hasTaken = false;
  #wanted: string | null = null;

  constructor(device: FleetDevice, job: UpdateJob, given: ShadowHostOptions) {
    this.#device = device;
    this.#job = job;
    this.#given = given;
  }

  async toEnd(): Promise<JobEnd> {
    const { bundle } = this.#given.bundle;
    const { signal } = this.#job;
    this.#tell({ type: 'phase', phase: 'connecting' });
    const source = await this.#given.firmware.sourceFor(bundle, null);
    let shadow: Shadow | null = null;
    try {
      shadow = await openFor(this.#device, this.#given);
      const { reported } = await shadow.read({ signal });
      if (reported?.committed === true && runsFirmware(reported, this.#given))
        return alreadyThere(bundle.manifest);
      this.#tell({ type: 'phase', phase: 'preparing' });
      if (signal.aborted) return CALLED_OFF;
      return this.#ended(await this.#follow(shadow, source.url));
    } finally {
      // Nobody serves it any more.
      if (shadow !== null && this.#wanted !== null) await forget(shadow, this.#wanted, realClock);
      shadow?.close();
      await source.stop();
    }
  }

  endOf(error: OtaError): JobEnd {
    if (this.#job.signal.aborted) return CALLED_OFF;
    const failure = toFailure(error);
    if (hasCode(error, 'update/rolled-back')) return { kind: 'went-back', failure };
    const isAway =
      hasCode(error, 'shadow/device-silent') ||
      (hasCode(error, 'shadow/service') && AWAY.has(error.facts.why));
    if (isAway && !this.#hasTaken) return { kind: 'offline', failure };
    return { kind: 'failed', failure, mayAgain: false };
  }

  async #follow(shadow: Shadow, url: string): Promise<ShadowEnding> {
    const { bundle, waitMs } = this.#given;
    const steps = followUpdate(shadow, {
      ...{ url, firmware: bundle.bundle.manifest, clock: realClock, signal: this.#job.signal },
      ...{ takesMs: waitMs, reportsMs: REPORTS_MS },
    });
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return step.value;
      this.#note(step.value);
    }
  }

  #note(event: ShadowEvent): void {
    const { sizeBytes: totalBytes } = this.#given.bundle.bundle;
    switch (event.step) {
      case 'wanted':
        this.#wanted = event.url;
        return;
      case 'taken':
        this.#hasTaken = true;
        this.#tell({ type: 'phase', phase: 'writing' });
        // Nobody can call it off any more.
        this.#tell({ type: 'phase', phase: 'finalizing' });
        return;
      case 'progress': {
        const bytes = Math.round(((event.percent ?? 0) * totalBytes) / 100);
        this.#tell({ type: 'progress', totalBytes, part: null }, bytes);
        return;
      }
      case 'applied':
        this.#tell({ type: 'phase', phase: 'rebooting' });
    }
  }

  /** A roll-out goes on by what is committed: where a device does not say so, it is not. */
  #ended({ firmware, committed }: ShadowEnding): JobEnd {
    if (firmware !== null && committed === true) return { kind: 'committed' };
    return { kind: 'failed', failure: this.#uncommitted(), mayAgain: false };
  }

  #uncommitted() {
    const { version } = this.#given.bundle.bundle.manifest;
    return toFailure(OtaError.from(new OtaError('device/uncommitted', { version })));
  }

  #tell(body: UpdateEventBody, acknowledgedBytes = 0): void {
    const { sha256: bundleSha256 } = this.#given.bundle.bundle;
    this.#job.onEvent({
      ...{ sessionId: this.#device.id, deviceId: this.#device.id, bundleSha256 },
      ...{ acknowledgedBytes, callId: null, at: realClock.now() },
      ...body,
    });
  }
}

/** Another one told it to fetch: whoever still gets on is waited for, and nothing is set. */
async function adopt(
  device: FleetDevice,
  { signal }: UpdateJob,
  given: ShadowHostOptions,
): Promise<JobEnd> {
  const startedAt = realClock.now();
  let said = '';
  let saidAt = startedAt;
  const shadow = await openFor(device, given);
  try {
    while (realClock.now() - startedAt < LONGEST_MS) {
      const { reported } = await shadow.read({ signal });
      const now = JSON.stringify(reported);
      if (now !== said) [said, saidAt] = [now, realClock.now()];
      const isNew = reported !== null && runsFirmware(reported, given);
      if (isNew && reported.committed === true) return { kind: 'committed' };
      if (realClock.now() - saidAt >= STILL_MS) break;
      await realClock.sleep(LOOK_MS, signal);
    }
    return { kind: 'put-back' };
  } catch (reason) {
    if (signal.aborted) return CALLED_OFF;
    return { kind: 'offline', failure: toFailure(OtaError.from(reason)) };
  } finally {
    shadow.close();
  }
}

/** What its shadow says that it runs. */
async function reportedInfo(
  device: FleetDevice,
  signal: AbortSignal,
  given: ShadowHostOptions,
): Promise<{ readonly fw_version: string; readonly fw_id: string }> {
  const shadow = await openFor(device, given);
  try {
    const { reported } = await shadow.read({ signal });
    const { version, buildId } = reported?.firmware ?? { version: '', buildId: '' };
    return { fw_version: version, fw_id: buildId ?? '' };
  } finally {
    shadow.close();
  }
}

function runsFirmware({ firmware }: ReportedUpdate, { bundle }: ShadowHostOptions): boolean {
  const { version, buildId } = bundle.bundle.manifest;
  return firmware?.version === version && firmware.buildId === buildId;
}

const CALLED_OFF: JobEnd = { kind: 'called-off' };

/** Whoever is not there now may be later. */
const AWAY: ReadonlySet<string> = new Set(['unreachable', 'silent']);

function alreadyThere({
  version,
  buildId,
}: {
  readonly version: string;
  readonly buildId: string;
}): JobEnd {
  const failure = toFailure(
    OtaError.from(new OtaError('device/same-version', { version, buildId })),
  );
  return { kind: 'skipped', why: 'already-there', failure };
}
