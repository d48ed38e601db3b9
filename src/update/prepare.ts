import { OtaError, toFailure } from '../contracts/failure.ts';
import { throwIfAborted } from '../rpc/deadline.ts';
import { abortUpdate } from './abort-update.ts';
import { askDevice, listMethods } from './ask-device.ts';
import type { DeviceView } from './ask-device.ts';
import { watchdogSeconds } from './chunk-size.ts';
import type { UpdateEvent, UpdateResult } from './events.ts';
import { preflight, standing } from './preflight.ts';
import { refused } from './results.ts';
import type { UpdateSession } from './session.ts';

type Steps<T> = AsyncGenerator<UpdateEvent, T, void>;

/** The device may be updated, or the update is over before it began. */
export type Prepared =
  | { readonly kind: 'go'; readonly before: DeviceView }
  | { readonly kind: 'refused'; readonly result: UpdateResult };

/** Connects, looks, judges, and asks the device to begin. */
export async function* prepare(session: UpdateSession, signal: AbortSignal): Steps<Prepared> {
  yield session.event({ type: 'phase', phase: 'connecting' });
  await session.connect(signal);
  yield session.event({ type: 'phase', phase: 'checking' });
  const before = yield* persistently(session, () => askDevice(session, { signal }));
  const { info, boot } = before;
  session.identify(info.id);
  session.meet(info);
  session.from = info.fw_version;
  const methods = yield* persistently(session, () => listMethods(session, { signal }));
  yield session.event({ type: 'device', when: 'before', info, boot });
  const { bundle, options } = session.deps;
  const findings = preflight({ bundle, device: before, methods });
  yield session.event({ type: 'findings', findings });
  const [first] = standing(findings, options.force);
  if (first !== undefined)
    return { kind: 'refused', result: refused(session, first.failure, findings) };
  yield session.event({ type: 'phase', phase: 'preparing' });
  throwIfAborted(signal);
  const refusal = yield* persistently(session, () => begin(session, signal));
  if (refusal === null) return { kind: 'go', before };
  return { kind: 'refused', result: refused(session, toFailure(refusal), findings) };
}

/** Of a question without a reply, the first one included. */
const TRIES = 3;

/** Asks again when no reply came in time: what is asked here may be asked as often as one likes. */
async function* persistently<T>(session: UpdateSession, ask: () => Promise<T>): Steps<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (reason) {
      const error = OtaError.from(reason);
      if (error.code !== 'rpc/timeout' || tries === TRIES) throw error;
      yield session.event({ type: 'retry', offset: 0, attempt: tries + 1, why: error.code });
    }
  }
}

/**
 * OTA.Begin; the device's no, or null. A device that says no has not changed, and the update it may be in
 * is somebody else's: it is not ended. A request that may have arrived counts as begun, and before it is
 * sent once more what it may have begun is ended.
 */
async function begin(session: UpdateSession, signal: AbortSignal): Promise<OtaError | null> {
  const { bundle, options } = session.deps;
  const timeout =
    options.updateTimeoutMs === null
      ? watchdogSeconds(session.link.kind, bundle.sizeBytes)
      : Math.ceil(options.updateTimeoutMs / 1000);
  const commit_timeout = Math.ceil(options.commitTimeoutMs / 1000);
  if (session.stage === 'begun') await abortUpdate(session, { lastByteSent: false });
  session.stage = 'begun';
  try {
    const params = { size: bundle.sizeBytes, timeout, commit_timeout };
    await session.call('OTA.Begin', params, { signal });
    return null;
  } catch (reason) {
    const error = OtaError.from(reason);
    if (!isRemote(error)) throw error;
    const { remoteCode, remoteMessage } = error.facts;
    return new OtaError('update/begin-refused', { remoteCode, remoteMessage }, { cause: error });
  }
}

const isRemote = (error: OtaError): error is OtaError<'rpc/remote'> => error.code === 'rpc/remote';
