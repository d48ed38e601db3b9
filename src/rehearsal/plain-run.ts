/** The update of a stand-in, done once as the real one will be: by the same procedure, over a link, at full speed. */
import type { Bundle } from '../bundle/bundle.ts';
import { fetchForesight, fetchSurvey, surveyFiles } from '../bundle/foresee.ts';
import { signatureNeedOf } from '../bundle/signature-need.ts';
import { JumpingClock } from '../contracts/jumping-clock.ts';
import type { Rest } from '../contracts/jumping-clock.ts';
import type { Link } from '../contracts/link.ts';
import type { JudgedSignature } from '../contracts/signature.ts';
import { createEmulator } from '../emulator/create-emulator.ts';
import type { EmulatorHost } from '../emulator/create-emulator.ts';
import type { TimingName } from '../emulator/timing.ts';
import type { DeviceBuild } from '../ota-core/device/create-device.ts';
import type { Flash } from '../ota-core/flash/flash.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { recordingFlash } from '../ota-core/flash/recording-flash.ts';
import type { PlannedOperation } from '../ota-core/flash/recording-flash.ts';
import { chipFilesystems } from '../ota-core/fs/open-filesystem.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import { DEFAULT_OPTIONS } from '../update/deps.ts';
import type { UpdateOptions } from '../update/deps.ts';
import type { UpdateEvent, UpdateResult } from '../update/events.ts';
import { runUpdate } from '../update/run-update.ts';
import type { StandIn, StandInFacts } from './stand-in.ts';

/** A flash operation of the run, before which and in the middle of which the power may go. */
export interface Moment {
  readonly operation: PlannedOperation;
  /** The chip just before it. */
  readonly chip: NorFlash;
}

export interface PlainRun {
  readonly result: UpdateResult;
  readonly moments: readonly Moment[];
}

export interface PlainRunOptions {
  readonly bundle: Bundle;
  readonly signature?: JudgedSignature | undefined;
  readonly options?: Partial<
    Pick<UpdateOptions, 'commitTimeoutMs' | 'force' | 'chunkSize' | 'window'>
  >;
  readonly digest: DigestPort;
  readonly rest: Rest;
}

/** From the power-on of the old firmware to the commit of the new one. Changes the stand-in's chip. */
export async function runPlainly(
  { facts, chip, registry }: StandIn,
  options: PlainRunOptions,
): Promise<PlainRun> {
  const moments: Moment[] = [];
  const flash = recordingFlash(chip, (operation) => moments.push({ operation, chip: chip.fork() }));
  const result = await updateEmulated(
    { facts, flash, registry },
    { ...options, connect: ({ emulator }) => Promise.resolve(emulator.connect()) },
  );
  return { result, moments };
}

/** The device, and whose time it is in. */
export interface Emulated {
  readonly emulator: EmulatorHost;
  readonly clock: JumpingClock;
}

export interface EmulatedUpdateOptions extends PlainRunOptions {
  /** As a link to the device opens. */
  readonly connect: (device: Emulated, signal: AbortSignal) => Promise<Link>;
  /** How long flash and calls take; no time at all when left out. */
  readonly timing?: TimingName;
  readonly onEvent?: (event: UpdateEvent) => void;
}

/** The procedure that updates real devices, in time that jumps. Changes what is in `flash`. */
export async function updateEmulated(
  { facts, flash, registry }: Pick<StandIn, 'facts' | 'registry'> & { readonly flash: Flash },
  { rest, digest, timing = 'none', ...options }: EmulatedUpdateOptions,
): Promise<UpdateResult> {
  // Fetched before: virtual time waits for no file.
  await Promise.all([fetchSurvey(), fetchForesight()]);
  const { signatures } = facts;
  const asksKeys = (signatures?.mask ?? -1) >= 0;
  const need = asksKeys && signatures ? await signatureNeedOf(options.bundle, signatures) : null;
  const p256 = asksKeys ? await import('../ota-core/primitives/p256-verify.ts') : null;
  const clock = new JumpingClock(rest);
  const emulator = createEmulator({
    ...{ flash, registry, clock, digest, timing },
    profile: facts.profile,
    identity: facts.identity,
    filesystems: chipFilesystems,
    namesScheme: true,
    ...(p256 !== null && { loadP256: () => Promise.resolve(p256) }),
    ...(asksKeys && { build: buildWith(signatures) }),
    onEvent: () => undefined,
  });
  emulator.powerOn();
  try {
    return await clock.run(pushTo({ emulator, clock }, { ...options, need }));
  } finally {
    await emulator.close();
  }
}

/** A stock firmware with the keys of the device. */
const buildWith = (signatures: StandInFacts['signatures']): DeviceBuild => ({
  settings: [
    { key: 'update.sig_req_mask', text: String(signatures?.mask ?? -1) },
    ...(signatures?.keys ?? []).map((text, at) => ({ key: `update.key${at}`, text })),
  ],
  files: new Map(),
});

async function pushTo(
  device: Emulated,
  {
    bundle,
    signature,
    options,
    connect,
    onEvent,
    need,
  }: Omit<EmulatedUpdateOptions, 'rest' | 'digest' | 'timing'> & {
    readonly need: Awaited<ReturnType<typeof signatureNeedOf>> | null;
  },
): Promise<UpdateResult> {
  let lastId = 0;
  const steps = runUpdate(
    {
      ...{ bundle, signature, clock: device.clock },
      options: { ...DEFAULT_OPTIONS, ...options },
      // The browser's own cryptography takes a time that jumps over it.
      ...(need !== null && {
        reading: { files: surveyFiles, signatures: () => Promise.resolve(need) },
      }),
      connect: ({ signal }) => connect(device, signal),
      sessionId: 'rehearsal',
      nextId: () => (lastId += 1),
    },
    new AbortController().signal,
  );
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
    onEvent?.(step.value);
  }
}
