/** The update of a stand-in, done once as the real one will be: by the same procedure, over a link, at full speed. */
import type { Bundle } from '../bundle/bundle.ts';
import { fetchForesight, fetchSurvey } from '../bundle/foresee.ts';
import { JumpingClock } from '../contracts/jumping-clock.ts';
import type { Rest } from '../contracts/jumping-clock.ts';
import type { JudgedSignature } from '../contracts/signature.ts';
import { createEmulator } from '../emulator/create-emulator.ts';
import type { EmulatorHost } from '../emulator/create-emulator.ts';
import type { NorFlash } from '../ota-core/flash/nor-flash.ts';
import { recordingFlash } from '../ota-core/flash/recording-flash.ts';
import type { PlannedOperation } from '../ota-core/flash/recording-flash.ts';
import { chipFilesystems } from '../ota-core/fs/open-filesystem.ts';
import type { DigestPort } from '../ota-core/primitives/digest.ts';
import { DEFAULT_OPTIONS } from '../update/deps.ts';
import type { UpdateOptions } from '../update/deps.ts';
import type { UpdateResult } from '../update/events.ts';
import { runUpdate } from '../update/run-update.ts';
import type { StandIn } from './stand-in.ts';

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
  readonly options?: Pick<UpdateOptions, 'commitTimeoutMs' | 'force'>;
  readonly digest: DigestPort;
  readonly rest: Rest;
}

/** From the power-on of the old firmware to the commit of the new one. Changes the stand-in's chip. */
export async function runPlainly(
  { facts, chip, registry }: StandIn,
  { bundle, signature, options, digest, rest }: PlainRunOptions,
): Promise<PlainRun> {
  // Fetched before: virtual time waits for no file.
  await Promise.all([fetchSurvey(), fetchForesight()]);
  const moments: Moment[] = [];
  const clock = new JumpingClock(rest);
  const emulator = createEmulator({
    profile: facts.profile,
    identity: facts.identity,
    flash: recordingFlash(chip, (operation) => moments.push({ operation, chip: chip.fork() })),
    registry,
    filesystems: chipFilesystems,
    clock,
    digest,
    namesScheme: true,
    onEvent: () => undefined,
  });
  emulator.powerOn();
  try {
    const result = await clock.run(
      pushTo(emulator, clock, { bundle, signature, options: { ...DEFAULT_OPTIONS, ...options } }),
    );
    return { result, moments };
  } finally {
    await emulator.close();
  }
}

async function pushTo(
  emulator: EmulatorHost,
  clock: JumpingClock,
  {
    bundle,
    signature,
    options,
  }: {
    readonly bundle: Bundle;
    readonly signature: JudgedSignature | undefined;
    readonly options: UpdateOptions;
  },
): Promise<UpdateResult> {
  let lastId = 0;
  const steps = runUpdate(
    {
      ...{ bundle, signature, clock, options },
      connect: () => Promise.resolve(emulator.connect()),
      sessionId: 'rehearsal',
      nextId: () => (lastId += 1),
    },
    new AbortController().signal,
  );
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}
