/**
 * A bundle over a network, in virtual time, from the first write to the last acknowledgement: against stop-and-wait with blocks of
 * 512 bytes, which is all that the official client does, and against the formula of timing.md#network. Stock receive limits, the
 * round trip in the name. Two yardsticks, each named beside its figures: a bundle that fills its partitions, so that as much is
 * erased as is written, which is what that page's table says; and 1 MiB, for which an esp32 erases 1.75 MiB before it writes.
 */
import { openBundle } from '../../src/bundle/open-bundle.ts';
import { MQTT, WEBSOCKET } from '../../src/contracts/link.ts';
import type { Link } from '../../src/contracts/link.ts';
import { createSignIn } from '../../src/rpc/sign-in.ts';
import type { SignIn } from '../../src/rpc/sign-in.ts';
import { readBuild } from '../../src/cli/device-build.ts';
import { nativeDigests } from '../support/ota-core/device/test-device.ts';
import { setUpUpdate } from '../support/update/update-harness.ts';
import { bundleOf, ERASED_KIB, fillingBundle, MIB } from './bench-bundle.ts';
import { ratio } from './figure.ts';
import type { Figure, Figures } from './figure.ts';
import { networkSeconds } from './network-formulas.ts';

/** Of a stock device at a WebSocket, and in a PUBLISH to a topic of 16 characters; and its largest writes (channels.md#largest-write). */
const WEBSOCKET_BYTES = 3064;
const PUBLISH_BYTES = 3049;
const LARGEST = { ws5: 2244, mqtt60: 2220 } as const;
const ADDRESS = { src: `slipway/${'0'.repeat(32)}`, dst: 'esp32_0A1B2C', firstId: 2 ** 47 };

const WAYS = {
  ws5: { roundTripMs: 5, as: { ...WEBSOCKET, maxFrameBytes: WEBSOCKET_BYTES } },
  mqtt60: {
    roundTripMs: 60,
    as: { ...MQTT, maxFrameBytes: PUBLISH_BYTES, frameAddress: ADDRESS },
  },
} as const;

type WayName = keyof typeof WAYS;
type Way = (typeof WAYS)[WayName];

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
const ASKED = { ws5: { 1: 2, 4: 3 }, mqtt60: { 1: 3.5, 4: 8 } } as const;
const ASKED_SIGNED_IN = 1.8;
/** Formula time ÷ measured time: little is lost between a reply and the next write; a window begins with one. */
const ASKED_OF_FORMULA = { 1: 0.95, 4: 0.9 } as const;

interface Yardstick {
  readonly name: string;
  readonly note: string;
  readonly bundle: Uint8Array;
  readonly isAsked: boolean;
}

const YARDSTICKS = (): readonly Yardstick[] => [
  {
    ...{ name: 'net', note: 'erases what is written', isAsked: true },
    bundle: fillingBundle(),
  },
  {
    ...{ name: 'net.esp32', note: 'erases 1.75 MiB, writes 1', isAsked: false },
    bundle: bundleOf(MIB),
  },
];

async function compare(
  { name, note, bundle, isAsked }: Yardstick,
  way: WayName,
): Promise<Record<string, Figure>> {
  const figures: Record<string, Figure> = {};
  const { roundTripMs } = WAYS[way];
  const formula = (chunkBytes: number, window: number): number =>
    networkSeconds({
      ...{ totalBytes: bundle.length, chunkBytes, roundTripMs, window },
      erasedAtOnceKib: ERASED_KIB,
    });
  const plain = await writeSeconds(bundle, WAYS[way], { chunkSize: 512, window: 1 });
  const plainFormula = formula(512, 1);
  for (const window of [1, 4] as const) {
    const seconds = await writeSeconds(bundle, WAYS[way], { chunkSize: 'auto', window });
    const atBest = formula(LARGEST[way], window);
    const best = plainFormula / atBest;
    const own = `${name}.${way}${window === 1 ? '' : `.window${window}`}`;
    const share = ASKED_OF_FORMULA[window];
    figures[`${own}.x`] = {
      ...{ ...ratio(plain / seconds, isAsked ? ASKED[way][window] : share * best, best), note },
    };
    const perMib = MIB / bundle.length;
    figures[`${own}.secondsPerMiB`] = {
      ...{ value: seconds * perMib, unit: 's', better: 'lower', note },
      ...{ target: (atBest * perMib) / share, limit: atBest * perMib },
    };
  }
  return figures;
}

export async function benchNet(): Promise<Figures> {
  const figures: Record<string, Figure> = {};
  for (const yardstick of YARDSTICKS())
    for (const way of ['ws5', 'mqtt60'] as const)
      Object.assign(figures, await compare(yardstick, way));
  const asked = { chunkSize: 'auto', window: 1 } as const;
  const bundle = fillingBundle();
  const each = await writeSeconds(bundle, WAYS.mqtt60, { ...asked, signIn: askedEachTime() });
  const once = await writeSeconds(bundle, WAYS.mqtt60, { ...asked, signIn: signIn() });
  figures['net.mqtt60.signedIn.x'] = {
    ...{ ...ratio(each / once, ASKED_SIGNED_IN), limit: null, note: 'asked once, not each time' },
  };
  return figures;
}
