import { throwIfAborted } from '../../rpc/deadline.ts';
import { sizesFor } from '../chunk-sizes.ts';
import type { UpdateEvent } from '../events.ts';
import { expectTime } from '../expected-time.ts';
import type { UpdateSession } from '../session.ts';
import { transferWithResume } from '../transfer-with-resume.ts';
import { abortUpdate, beginUpdate, endUpdate } from '../update-calls.ts';
import type { Delivery, DeliveryOptions } from './delivery.ts';

/** OTA.Begin, OTA.Write and OTA.End over the link: the host sends, block after block. */
export const writeDelivery: Delivery = {
  name: 'write',
  examine: () => Promise.resolve([]),
  expected: (session, { arch }) =>
    session.isOpen
      ? expectTime({ bundle: session.deps.bundle, arch, link: session.link, measured: null })
      : null,
  begin: (session, { signal }) => beginUpdate(session, signal),
  deliver: write,
  finish: endUpdate,
  async abandon(session) {
    const answered = await abortUpdate(session, { lastByteSent: session.stage !== 'begun' });
    return answered ? 'clean' : 'unanswered';
  },
};

async function* write(
  session: UpdateSession,
  { before, signal }: DeliveryOptions,
): AsyncGenerator<UpdateEvent, void, void> {
  const { bundle, options } = session.deps;
  throwIfAborted(signal);
  const totalBytes = bundle.sizeBytes;
  session.beginWriting();
  yield* transferWithResume(session, {
    before,
    signal,
    sizes: sizesFor({
      link: session.link,
      info: before.info,
      totalBytes,
      asked: options.chunkSize,
      auth: session.deps.signIn?.longestAuth(),
    }),
    onLastByte: () => {
      session.stage = 'complete';
    },
  });
}
