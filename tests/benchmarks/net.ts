/**
 * A bundle of 1 MiB over a network, in virtual time, from the first write to the last acknowledgement: against stop-and-wait with
 * blocks of 512 bytes, which is all that the official client does. Stock receive limits, the round trip in the name.
 */
import { openBundle } from '../../src/bundle/open-bundle.ts';
import { MQTT, WEBSOCKET } from '../../src/contracts/link.ts';
import type { Link } from '../../src/contracts/link.ts';
import { createSignIn } from '../../src/rpc/sign-in.ts';
import type { SignIn } from '../../src/rpc/sign-in.ts';
import { readBuild } from '../../src/cli/device-build.ts';
import { nativeDigests } from '../support/ota-core/device/test-device.ts';
import { setUpUpdate } from '../support/update/update-harness.ts';
import { bundleOf, MIB } from './bench-bundle.ts';
import { ratio } from './figure.ts';
import type { Figures } from './figure.ts';

/** Of a stock device at a WebSocket, and in a PUBLISH to a topic of 16 characters (channels.md#largest-write). */
const WEBSOCKET_BYTES = 3064;
const PUBLISH_BYTES = 3049;
const ADDRESS = { src: `slipway/${'0'.repeat(32)}`, dst: 'esp32_0A1B2C' };

const WAYS = {
  ws5: { roundTripMs: 5, as: { ...WEBSOCKET, maxFrameBytes: WEBSOCKET_BYTES } },
  mqtt60: {
    roundTripMs: 60,
    as: { ...MQTT, maxFrameBytes: PUBLISH_BYTES, frameAddress: ADDRESS },
  },
} as const;

type Way = (typeof WAYS)[keyof typeof WAYS];

interface Run {
  readonly chunkSize: 'auto' | 512;
  readonly window: number;
  readonly signIn?: SignIn;
}

async function writeSeconds(
  bytes: Uint8Array,
  { roundTripMs, as }: Way,
  { chunkSize, window, signIn }: Run,
): Promise<number> {
  const bed = setUpUpdate({
    ...{ timing: 'typical', latencyMs: roundTripMs },
    ...(signIn !== undefined && { build: readBuild([], 'admin:secret') }),
    ...{ signIn, connect: (own: () => Link) => ({ ...own(), ...as }) },
  });
  const file = new Blob([new Uint8Array(bytes)]);
  const signal = new AbortController().signal;
  const bundle = await openBundle(file, { fileName: 'b.zip', signal, digests: nativeDigests });
  const { result } = await bed.update(bundle, { chunkSize, window });
  if (result.result !== 'committed') throw new Error(JSON.stringify(result));
  return result.writeSeconds;
}

const signIn = (): SignIn =>
  createSignIn({ user: 'admin', password: 'secret' }, { wallClock: () => 0, random: () => 1 });

/** A client that forgets the challenge with each answer, as the official one does: two round trips a call. */
function askedEachTime(): SignIn {
  let own = signIn();
  return {
    isRefused: false,
    auth() {
      const auth = own.auth();
      if (auth !== null) own = signIn();
      return auth;
    },
    longestAuth: () => own.longestAuth(),
    retries: (code, message, triesBefore) => own.retries(code, message, Math.min(triesBefore, 0)),
  };
}

/** Times faster than stop-and-wait with 512 bytes, one block at a time and four. */
const ASKED = { ws5: [2, 3], mqtt60: [3.5, 8] } as const;
const ASKED_SIGNED_IN = 1.8;

export async function benchNet(): Promise<Figures> {
  const figures: Record<string, Figures[string]> = {};
  const mib = bundleOf(MIB);
  for (const [name, way] of Object.entries(WAYS) as [keyof typeof WAYS, Way][]) {
    const plain = await writeSeconds(mib, way, { chunkSize: 512, window: 1 });
    const one = await writeSeconds(mib, way, { chunkSize: 'auto', window: 1 });
    const four = await writeSeconds(mib, way, { chunkSize: 'auto', window: 4 });
    figures[`net.${name}.x`] = ratio(plain / one, ASKED[name][0], plain / one);
    figures[`net.${name}.window4.x`] = ratio(plain / four, ASKED[name][1], plain / four);
    figures[`net.${name}.seconds`] = {
      ...{ value: one, unit: 's', target: null, better: 'lower', limit: null },
    };
  }
  const asked = { chunkSize: 'auto', window: 1 } as const;
  const each = await writeSeconds(mib, WAYS.mqtt60, { ...asked, signIn: askedEachTime() });
  const once = await writeSeconds(mib, WAYS.mqtt60, { ...asked, signIn: signIn() });
  figures['net.mqtt60.signedIn.x'] = ratio(each / once, ASKED_SIGNED_IN, each / once);
  return figures;
}
