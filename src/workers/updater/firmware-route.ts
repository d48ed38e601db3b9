/** Several files as one route: each is opened and judged as if the one before it ran. Sends nothing. */
import type { Bundle } from '../../bundle/bundle.ts';
import { orderedSteps, stepsAhead } from '../../bundle/plan-route.ts';
import { openOrRepair } from '../../bundle/repair/open-or-repair.ts';
import { judgeSignature } from '../../bundle/verify-signature.ts';
import type { MeasuredTimes } from '../../contracts/expected-time.ts';
import { OtaError, toFailure } from '../../contracts/failure.ts';
import { MOST_ROUTE_FILES } from '../../contracts/firmware-route.ts';
import type { FirmwareRoute, PlannedStep } from '../../contracts/firmware-route.ts';
import type { JudgedSignature, SignatureTrust } from '../../contracts/signature.ts';
import type { LinkFacts } from '../../update/expected-time.ts';
import type { Comparison, DeviceReport } from '../api.ts';
import { compare } from './bundle-report.ts';

export interface RouteOptions {
  readonly signal: AbortSignal;
  /** null: none is chosen. */
  readonly device: DeviceReport | null;
  readonly measured: MeasuredTimes | null;
  readonly trusted: SignatureTrust;
  readonly isPractice: boolean;
  readonly lastLink: LinkFacts | null;
}

interface Step {
  readonly given: number;
  readonly fileName: string;
  readonly manifest: Bundle['manifest'];
  readonly bundle: Bundle;
  readonly signature: JudgedSignature;
}

export async function firmwareRoute(
  files: readonly File[],
  options: RouteOptions,
): Promise<FirmwareRoute> {
  const given: Step[] = [];
  for (const file of files.slice(0, MOST_ROUTE_FILES)) {
    try {
      const step = await opened(file, files.indexOf(file), options);
      // The same file twice is one step.
      if (given.every(({ bundle }) => bundle.sha256 !== step.bundle.sha256)) given.push(step);
    } catch (reason) {
      options.signal.throwIfAborted();
      return refused(reason, { given: files.indexOf(file), fileName: file.name });
    }
  }
  try {
    return await planned(orderedSteps(given), options);
  } catch (reason) {
    options.signal.throwIfAborted();
    return refused(reason, { given: null, fileName: null });
  }
}

const refused = (
  reason: unknown,
  file: { readonly given: number | null; readonly fileName: string | null },
): FirmwareRoute => ({
  ...{ kind: 'refused', ...file, failure: toFailure(OtaError.from(reason)) },
});

async function opened(file: File, given: number, options: RouteOptions): Promise<Step> {
  const { signal, trusted } = options;
  const found = await openOrRepair(file, { fileName: file.name, signal, pick: null });
  const { bundle } = found;
  const signature = await judgeSignature(found, trusted);
  return { given, fileName: file.name, manifest: bundle.manifest, bundle, signature };
}

async function planned(ordered: readonly Step[], options: RouteOptions): Promise<FirmwareRoute> {
  const { device } = options;
  if (device === null)
    return {
      ...{ kind: 'planned', running: null, passedOver: [], gap: null },
      steps: ordered.map((step) => told(step, null)),
    };
  const running = device.info.fw_version;
  const { steps, passedOver } = stepsAhead(ordered, running);
  const judged: PlannedStep[] = [];
  let gap: Extract<FirmwareRoute, { kind: 'planned' }>['gap'] = null;
  let before = device;
  for (const step of steps) {
    const found = await compare(step.bundle, before, { ...options, signature: step.signature });
    const stop = found.findings.find(({ force }) => force === null);
    if (stop !== undefined) gap ??= { at: judged.length, failure: stop.failure };
    judged.push(told(step, found));
    before = deviceAfter(device, step);
  }
  if (steps.length === 0)
    gap = { at: 0, failure: toFailure(new OtaError('bundle/nothing-newer', { running })) };
  const over = passedOver.map((step) => told(step, null));
  return { kind: 'planned', running, steps: judged, passedOver: over, gap };
}

/** As it will answer once this step is kept. Of its slots and files nobody knows then. */
const deviceAfter = (device: DeviceReport, { manifest }: Step): DeviceReport => ({
  ...device,
  info: {
    ...device.info,
    app: manifest.name,
    fw_version: manifest.version,
    fw_id: manifest.buildId,
  },
  boot: null,
  files: null,
});

const told = (
  { given, fileName, manifest, bundle }: Step,
  found: Comparison | null,
): PlannedStep => ({
  id: bundle.sha256,
  given,
  fileName,
  version: manifest.version,
  buildId: manifest.buildId,
  requires: manifest.requires ?? null,
  sizeBytes: bundle.sizeBytes,
  expected: found?.expected ?? null,
  decisions: found?.findings.filter(({ force }) => force !== null).length ?? 0,
});
