/** Emulated devices behind links that take their time, in virtual time: a dry run over each, and then the real update. */
import { DEFAULT_OPTIONS, DEFAULT_TIMEOUTS } from '../../../src/update/deps.ts';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { MeasuredTimes } from '../../../src/contracts/expected-time.ts';
import type { ForetoldTime, MeasuredLink } from '../../../src/contracts/foretold-time.ts';
import { MQTT, UDP, WEBSOCKET } from '../../../src/contracts/link.ts';
import type { Link } from '../../../src/contracts/link.ts';
import type { RehearsedDevice } from '../../../src/contracts/rehearsal.ts';
import type { EmulatorHost } from '../../../src/emulator/create-emulator.ts';
import { KeptContents } from '../../../src/manage/kept-contents.ts';
import { foretellTime } from '../../../src/rehearsal/foretell-time.ts';
import { measureLink } from '../../../src/rehearsal/measure-link.ts';
import { readDevice } from '../../../src/rehearsal/read-device.ts';
import { isEmulatedDevice, makeStandIn, standInFacts } from '../../../src/rehearsal/stand-in.ts';
import { openClient } from '../../../src/rpc/client.ts';
import { paceName } from '../../../src/update/expected-time.ts';
import { runUpdate } from '../../../src/update/run-update.ts';
import { setUpAir } from '../../proof/link-faults/bluetooth-run.ts';
import { createSerialPair } from '../../proof/link-faults/serial-pair.ts';
import { never, setUpEmulator } from '../emulator/test-emulator.ts';
import type { EmulatorSetup } from '../emulator/test-emulator.ts';
import { nativeDigests } from '../ota-core/device/test-device.ts';
import { runToEnd } from '../update/run-to-end.ts';
import { quiet } from '../virtual-clock.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** A device that is on, and how a link to it opens. */
export interface Bed {
  readonly clock: VirtualClock;
  readonly connect: () => Promise<Link>;
}

/** From the page to the wire and back (timing.md#serial-line, J). */
const OUT_MS = 2;

function serialBed(setup: EmulatorSetup, baudRate: number, adapterMs: number): Bed {
  const { emulator, clock } = setUpEmulator({ ...setup, latencyMs: adapterMs + OUT_MS });
  emulator.powerOn();
  return {
    clock,
    connect() {
      const { near, far } = createSerialPair({ clock, baudRate });
      emulator.attach(far, { channel: 'UART0' });
      return Promise.resolve(near);
    },
  };
}

function messageBed(setup: EmulatorSetup, roundTripMs: number, like: (own: Link) => Link): Bed {
  const { emulator, clock } = setUpEmulator({ ...setup, latencyMs: roundTripMs });
  emulator.powerOn();
  return { clock, connect: () => opened(emulator, clock, { roundTripMs, like }) };
}

/** The handshake of a network is a round trip of its own. */
async function opened(
  emulator: EmulatorHost,
  clock: VirtualClock,
  { roundTripMs, like }: { readonly roundTripMs: number; readonly like: (own: Link) => Link },
): Promise<Link> {
  await clock.sleep(roundTripMs, never);
  return like(emulator.connect());
}

function airBed(setup: EmulatorSetup, intervalMs: number): Bed {
  const { clock, open } = setUpAir({ device: setup, intervalMs });
  return { clock, connect: () => open() };
}

const PUBLISH_BYTES = 3_049;
const ADDRESS = { src: `slipway/${'0'.repeat(32)}`, dst: 'esp32_0A1B2C', firstId: 2 ** 47 };

/** By name: what a bench has, the radio of a phone, the same room, a broker far away, datagrams. */
export const DRY_RUN_LINKS: Readonly<Record<string, (setup: EmulatorSetup) => Bed>> = {
  'serial 115200, adapter 16 ms': (setup) => serialBed(setup, 115_200, 16),
  'serial 921600, adapter 1 ms': (setup) => serialBed(setup, 921_600, 1),
  'Bluetooth, 30 ms': (setup) => airBed(setup, 30),
  'WebSocket, 5 ms': (setup) => messageBed(setup, 5, (own) => ({ ...own, ...WEBSOCKET })),
  'MQTT, 60 ms': (setup) =>
    messageBed(setup, 60, (own) => ({
      ...{ ...own, ...MQTT },
      ...{ maxFrameBytes: PUBLISH_BYTES, frameAddress: ADDRESS },
    })),
  'UDP, 20 ms': (setup) =>
    messageBed(setup, 20, (own) => ({ ...own, ...UDP, maxFrameBytes: 1_400 })),
};

export interface DryRun {
  readonly device: RehearsedDevice;
  readonly link: MeasuredLink;
  readonly foretold: ForetoldTime;
}

/** Only reads the device. */
export async function dryRun(
  { clock, connect }: Bed,
  bundle: Bundle,
  earlier: MeasuredTimes | null = null,
): Promise<DryRun> {
  const read = async () => {
    const askedAt = clock.now();
    const link = await connect();
    const connectMs = clock.now() - askedAt;
    let lastId = 100;
    const nextId = (): number => (lastId += 1);
    const timeoutMs = DEFAULT_TIMEOUTS.call;
    const { client, channel } = openClient(link, { clock, nextId, timeoutMs });
    const device = await readDevice(client, { signal: never, contents: new KeptContents() });
    const info = await client.call('Sys.GetInfo', null, { signal: never });
    const measured = await measureLink(client, link, { clock, signal: never, connectMs, info });
    await channel.close();
    return { device, measured };
  };
  const { device, measured } = await clock.run(read());
  if (measured === null) throw new Error('the link was not measured');
  const foretold = await foretellTime(makeStandIn(standInFacts(device), nativeDigests), {
    ...{ bundle, earlier, link: measured, isEmulated: isEmulatedDevice(device) },
    ...{ digest: nativeDigests, rest: quiet },
  });
  if (foretold === null) throw new Error('nothing is foretold');
  return { device, link: measured, foretold };
}

export interface RealTimes {
  readonly writingMs: number;
  /** From the wish to the first answer of the new firmware. */
  readonly wholeMs: number;
  /** The last part of it. */
  readonly restartMs: number;
}

/** The update itself; it must end committed. */
export async function realRun({ clock, connect }: Bed, bundle: Bundle): Promise<RealTimes> {
  let lastId = 1_000;
  const startedAt = clock.now();
  const timeouts = { ...DEFAULT_TIMEOUTS, connect: 60_000 };
  const { events, result } = await clock.run(
    runToEnd(
      runUpdate(
        {
          ...{ bundle, clock, connect, sessionId: 'real' },
          nextId: () => (lastId += 1),
          options: { ...DEFAULT_OPTIONS, timeouts },
        },
        never,
      ),
    ),
  );
  if (result.result !== 'committed') throw new Error(JSON.stringify(result));
  const at = (found: (event: (typeof events)[number]) => boolean): number =>
    events.find(found)?.at ?? Number.NaN;
  const restartsAt = at((event) => event.type === 'phase' && event.phase === 'rebooting');
  const answersAt = at((event) => event.type === 'device' && event.when === 'after');
  return {
    writingMs: result.writeSeconds * 1_000,
    wholeMs: answersAt - startedAt,
    restartMs: answersAt - restartsAt,
  };
}

/** What the app would have kept of such an update (ui/state/measured-times.ts). */
export const keptOf = (
  link: MeasuredLink,
  { sizeBytes }: Bundle,
  { writingMs, restartMs }: RealTimes,
): MeasuredTimes => ({
  restart: { fromMs: restartMs, toMs: restartMs, measured: 'device' },
  paces: { [paceName(link)]: (sizeBytes * 1_000) / writingMs },
});

/** |foretold − real| ÷ real. */
export const missOf = (foretold: number, real: number): number => Math.abs(foretold - real) / real;
