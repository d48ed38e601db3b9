/** What `push --dry-run` rehearses on: a stand-in of the device at the port, or of a new one. */
import type { Bundle } from '../../bundle/bundle.ts';
import { realClock } from '../../contracts/clock.ts';
import type { ExpectedTime } from '../../contracts/expected-time.ts';
import { KeptContents } from '../../manage/kept-contents.ts';
import { unreadOf } from '../../contracts/rehearsal.ts';
import { readDevice } from '../../rehearsal/read-device.ts';
import { measureLink } from '../../rehearsal/measure-link.ts';
import type { RehearsalOptions } from '../../rehearsal/rehearse.ts';
import { isEmulatedDevice, newDeviceFor, standInFacts } from '../../rehearsal/stand-in.ts';
import type { StandInFacts } from '../../rehearsal/stand-in.ts';
import type { SignIn } from '../../rpc/sign-in.ts';
import { expectTime } from '../../update/expected-time.ts';
import type { PushPort } from '../push-ports.ts';
import { withDevice } from '../with-device.ts';

export interface AskedStandIn {
  readonly facts: StandInFacts;
  /** Files of which only the size is known. */
  readonly unread: number;
  /** Of the real update over this link; null: none was asked, or no write of it would fit. */
  readonly expected: ExpectedTime | null;
  /** What the time of the real update follows from; left out: none was asked, or it did not answer. */
  readonly real?: RehearsalOptions['real'];
}

export interface AskStandInOptions {
  readonly bundle: Bundle;
  readonly signIn: SignIn | undefined;
  readonly signal: AbortSignal;
  /** So many files are about to be read. */
  readonly onReading: (files: number) => void;
}

/** Throws rehearsal/no-stand-in, device/uncommitted, and what calls throw. */
export function askStandIn(
  port: PushPort,
  { bundle, signIn, signal, onReading }: AskStandInOptions,
): Promise<AskedStandIn> {
  const clock = realClock;
  const askedAt = clock.now();
  return withDevice(port, { signal, signIn }, async (client, link) => {
    const connectMs = clock.now() - askedAt;
    const contents = new KeptContents();
    const device = await readDevice(client, { signal, contents, onReading });
    const info = await client.call('Sys.GetInfo', null, { signal });
    const measured = await measureLink(client, link, { clock, signal, connectMs, info });
    return {
      facts: standInFacts(device),
      unread: unreadOf(device),
      expected: expectTime({ bundle, arch: device.platform, link, measured: null }),
      real:
        measured === null
          ? undefined
          : { link: measured, isEmulated: isEmulatedDevice(device), earlier: null },
    };
  });
}

/** Of a new device of the kind of chip that the bundle is for, on an older version. Throws rehearsal/no-stand-in. */
export const inventStandIn = (bundle: Bundle): AskedStandIn => ({
  facts: standInFacts(newDeviceFor(bundle)),
  ...{ unread: 0, expected: null },
});
