/**
 * A rehearsal's thread: an emulated stand-in of the device, updated by the procedure that updates real ones, and its power cut at
 * every step of that. Apart from the updater's and the practice device's, which it never holds up.
 */
import { openBundle } from '../bundle/open-bundle.ts';
import { OtaError } from '../contracts/failure.ts';
import { restAfter } from '../contracts/jumping-clock.ts';
import type { MeasuredTimes } from '../contracts/expected-time.ts';
import type { RehearsalVerdict, RehearsedDevice } from '../contracts/rehearsal.ts';
import { nobleDigests } from '../ota-core/primitives/digest.ts';
import { isSafe, rehearse } from '../rehearsal/rehearse.ts';
import type { RehearsalOptions } from '../rehearsal/rehearse.ts';
import { isEmulatedDevice, newDeviceFor, standInFacts } from '../rehearsal/stand-in.ts';
import { holdLife, offerApi, outcomeOf } from './comlink/calls.ts';
import type { ReplayStep } from './recording-api.ts';
import type { RehearsalApi, RehearsalOrder } from './rehearsal-api.ts';

/** Unlike a timer, a message has no least time. */
const turns = new MessageChannel();
turns.port1.start();

const rest = restAfter(
  () =>
    new Promise((resolve) => {
      turns.port1.addEventListener('message', () => resolve(), { once: true });
      turns.port2.postMessage(null);
    }),
);

async function run(order: RehearsalOrder, told: MessagePort): Promise<RehearsalVerdict> {
  const { fileName, device, earlier, commitTimeoutMs, force } = order;
  const { signal } = new AbortController();
  const bundle = await openBundle(order.bundle, { fileName, signal });
  const facts = standInFacts(device ?? newDeviceFor(bundle));
  const steps = rehearse({
    bundle,
    facts,
    digest: nobleDigests,
    rest,
    options: { commitTimeoutMs, force },
    real: device === null ? undefined : realOf(device, earlier),
  });
  for (;;) {
    const step = await steps.next();
    if (step.done === true) {
      const { update, found, foretold } = step.value;
      if ('failure' in update) throw new OtaError(update.failure.code, update.failure.facts);
      const verdict = { profile: facts.profile.name, isSafe: isSafe(step.value) };
      return { ...verdict, found, foretold };
    }
    told.postMessage(step.value);
  }
}

const realOf = (
  device: RehearsedDevice,
  earlier: MeasuredTimes | null,
): RehearsalOptions['real'] =>
  device.link === undefined || device.link === null
    ? undefined
    : { link: device.link, earlier, isEmulated: isEmulatedDevice(device) };

const api: RehearsalApi = {
  hello: (lifeLock) => outcomeOf(() => holdLife(lifeLock)),
  rehearse: (order, steps) => outcomeOf(() => run(order, steps)),
  replay: (file, name, steps) =>
    outcomeOf(async () => {
      const { openRecordingFile } = await import('./open-recording.ts');
      const onStep = (step: ReplayStep): void => steps.postMessage(step);
      return openRecordingFile(file, { name, rest, onStep });
    }),
};

offerApi(api, globalThis);
