import { OtaError, toFailure } from '../contracts/failure.ts';
import { throwIfAborted, untilAborted, createBackOff } from '../rpc/deadline.ts';
import { foresee, bringsFiles, surveyFiles } from '../bundle/foresee.ts';
import { signatureNeedOf } from '../bundle/signature-need.ts';
import { askDevice, askSignatureSettings, listFiles, listMethods } from './ask-device.ts';
import type { DeviceView } from './ask-device.ts';
import { askBefore } from './checks/ask-check.ts';
import type { ReadBefore } from './deps.ts';
import { DELIVERY_TRAITS } from './delivery/delivery.ts';
import type { Delivery, DeliveryOptions } from './delivery/delivery.ts';
import type { BundleReading } from './deps.ts';
import type { ForceName, UpdateEvent, UpdateResult } from './events.ts';
import { isSameDevice, otherDevice } from './judge-return.ts';
import { preflight, standing, stopsFirst } from './preflight.ts';
import { refused } from './results.ts';
import type { UpdateSession } from './session.ts';

const FROM_BYTES: BundleReading = { files: surveyFiles, signatures: signatureNeedOf };

type Steps<T> = AsyncGenerator<UpdateEvent, T, void>;

/** The device may be updated, or the update is over before it began. */
export type Prepared =
  | { readonly kind: 'go'; readonly before: DeviceView }
  | { readonly kind: 'refused'; readonly result: UpdateResult };

/** Connects, looks, judges, and asks the device to begin. */
export async function* prepare(
  session: UpdateSession,
  delivery: Delivery,
  signal: AbortSignal,
): Steps<Prepared> {
  yield session.event({ type: 'phase', phase: 'connecting' });
  await session.connect(signal);
  yield session.event({ type: 'phase', phase: 'checking' });
  const before = yield* persistently(session, { signal, before: null }, () =>
    askDevice(session, { signal }),
  );
  const { info, boot } = before;
  const { expected = null } = session.deps;
  if (expected !== null && !isSameDevice(expected, info)) {
    session.deps.answered?.(info, 'another');
    await session.close();
    throw otherDevice(expected, info, session.linkKind);
  }
  session.identify(info.id);
  session.meet(info);
  session.from = info.fw_version;
  const methods = yield* persistently(session, { signal, before }, () =>
    listMethods(session, { signal }),
  );
  yield session.event({ type: 'device', when: 'before', info, boot });
  const { bundle, options, signature, reading = FROM_BYTES } = session.deps;
  const asked = { signal, timeoutMs: options.timeouts.files };
  const listed = bringsFiles(bundle)
    ? yield* persistently(session, { signal, before }, () => listFiles(session, methods, asked))
    : undefined;
  const files = await reading.files(bundle, listed ?? null);
  const settings = yield* persistently(session, { signal, before }, () =>
    askSignatureSettings(session, methods, asked),
  );
  const need = settings === null ? null : await reading.signatures(bundle, settings);
  const foreseen = await foresee(bundle, boot);
  const isPractice = session.linkTraits.isEmulated;
  const { needs } = DELIVERY_TRAITS[delivery.name];
  const judged = preflight({
    ...{ bundle, needs, device: before, methods, files, foreseen, isPractice, signature, need },
  });
  // What ends the update here needs no look at anything else.
  const [stop] = standing(judged, options.force);
  const ofWay =
    stop === undefined
      ? yield* persistently(session, { signal, before }, () =>
          delivery.examine(session, { before, methods, signal }),
        )
      : [];
  const findings = stopsFirst([...judged, ...ofWay]);
  const replaces = files?.merge?.overwrites;
  const time = delivery.expected(session, info);
  yield session.event({
    type: 'findings',
    findings,
    ...(replaces && { replaces }),
    ...(need?.kind === 'ignored' && { ignoresSignatures: true }),
    ...(time !== null && { expected: time }),
  });
  const [first] = standing(findings, options.force);
  if (first !== undefined)
    return { kind: 'refused', result: refused(session, first.failure, findings) };
  yield* readBefore(session, before, {
    ...{ info, methods, brought: replaces ?? [], signal },
    ...(listed !== undefined && { listed }),
  });
  session.isRefusalForetold = findings.some(({ force }) => FORETELLS.includes(force));
  const refusal = yield* begin(session, delivery, { before, signal });
  if (refusal === null) return { kind: 'go', before };
  return { kind: 'refused', result: refused(session, toFailure(refusal), findings) };
}

/** A link that is lost in it is opened again; what was read until then is kept. */
async function* readBefore(
  session: UpdateSession,
  before: DeviceView,
  seen: Parameters<ReadBefore>[1],
): Steps<void> {
  const steps = session.deps.readBefore?.(session, seen);
  if (steps === undefined) return;
  for await (const { doneBytes, totalBytes } of steps)
    yield session.event({ type: 'reading', doneBytes, totalBytes });
  const { linkKind: kind } = session;
  yield* persistently(session, { signal: seen.signal, before }, () => {
    if (session.isOpen) return Promise.resolve();
    return Promise.reject(new OtaError('link/lost', { kind, detail: 'while files were read' }));
  });
}

/** The device's no, or null. What checks compare with is asked while the old firmware still runs. */
async function* begin(
  session: UpdateSession,
  delivery: Delivery,
  { before, signal }: DeliveryOptions,
): Steps<OtaError | null> {
  session.answersBefore = yield* persistently(session, { signal, before }, () =>
    askBefore(session, signal),
  );
  yield session.event({ type: 'phase', phase: 'preparing' });
  throwIfAborted(signal);
  return yield* persistently(session, { signal, before }, () =>
    delivery.begin(session, { before, signal }),
  );
}

/** What devices of 2018 answer with a digest that does not match, however often the same file is sent. */
const FORETELLS: readonly (ForceName | null)[] = ['prefix-name', 'upper-case-digest'];

/** Of a question without a reply, the first one included. */
const TRIES = 3;
/** Over a link that is lost again and again, the first one included. */
const TRIES_AFTER_LOSS = 5;

interface Persistence {
  readonly signal: AbortSignal;
  /** Who answered before; null = nobody yet. */
  readonly before: DeviceView | null;
}

/**
 * Asks again when no reply came in time, and over a new link when the old one is lost: what is asked here
 * may be asked as often as one likes. Throws device/other-device, and otherwise the first loss or the last error.
 */
async function* persistently<T>(
  session: UpdateSession,
  { signal, before }: Persistence,
  ask: () => Promise<T>,
): Steps<T> {
  const backOff = createBackOff();
  let loss: OtaError | null = null;
  for (let tries = 1; ; tries += 1) {
    try {
      if (!session.isOpen && loss !== null) await connectAgain(session, signal, before);
      return await ask();
    } catch (reason) {
      const error = OtaError.from(reason);
      if (error.code === 'link/lost') {
        loss ??= error;
        await session.close();
      }
      const again = error.code === 'rpc/timeout' || (loss !== null && isOfLinks(error));
      if (!again) throw error;
      if (tries >= (loss === null ? TRIES : TRIES_AFTER_LOSS)) throw loss ?? error;
      yield session.event({ type: 'retry', offset: 0, attempt: tries + 1, why: error.code });
      const pause = session.isOpen ? 0 : backOff.next();
      if (pause > 0) await untilAborted(session.deps.clock.sleep(pause, signal), signal);
    }
  }
}

/** A device that answers where another one was is let go before anything is sent to it. */
async function connectAgain(
  session: UpdateSession,
  signal: AbortSignal,
  before: DeviceView | null,
): Promise<void> {
  await session.connect(signal);
  if (before === null) return;
  const info = await session.call('Sys.GetInfo', null, { signal });
  if (isSameDevice(before.info, info)) return;
  session.deps.answered?.(info, 'another');
  await session.close();
  throw otherDevice(before.info, info, session.linkKind);
}

const isOfLinks = (error: OtaError): boolean => error.code.startsWith('link/');
