import type { Bundle } from '../../../src/bundle/bundle.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import type { Clock } from '../../../src/contracts/clock.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import { parseFrame } from '../../../src/rpc/frame.ts';
import { through } from '../transports/wrap/through.ts';
import type { Direction } from '../../../src/transports/wrap/throttle.ts';
import { DEFAULT_OPTIONS, createPauseSwitch } from '../../../src/update/deps.ts';
import type { UpdateOptions } from '../../../src/update/deps.ts';
import type { UpdateEvent } from '../../../src/update/events.ts';
import type { FlightRecorder } from '../../../src/recorder/flight-recorder.ts';
import { runUpdate } from '../../../src/update/run-update.ts';
import type { UpdateDeps } from '../../../src/update/run-update.ts';
import { nativeDigests, readBundle } from '../ota-core/device/test-device.ts';
import { never, setUpEmulator } from '../emulator/test-emulator.ts';
import { runToEnd } from './run-to-end.ts';
import type { EmulatorSetup } from '../emulator/test-emulator.ts';
import { SERIAL } from '../../../src/contracts/link.ts';

export async function bundleNamed(fileName: string): Promise<Bundle> {
  const file = new Blob([new Uint8Array(readBundle(fileName))]);
  return openBundle(file, { fileName, signal: never, digests: nativeDigests });
}

/** A frame on its way between the update and the device, in either direction. */
export interface Passing {
  readonly direction: Direction;
  /** Of the request, also for replies. */
  readonly method: string;
  /** How many frames of this method and direction passed before, over all links. */
  readonly index: number;
  readonly json: Readonly<Record<string, unknown>>;
  readonly bytes: Uint8Array;
}

/** What becomes of a frame: itself when nothing is said. */
export type Meddler = (
  frame: Passing,
) => readonly Uint8Array[] | undefined | Promise<readonly Uint8Array[] | undefined>;

export interface HarnessSetup extends EmulatorSetup {
  readonly meddle?: Meddler | undefined;
  readonly expected?: UpdateDeps['expected'];
  readonly signIn?: UpdateDeps['signIn'];
  /** In place of the practice device's own link, for the `index`th connection. */
  readonly connect?: (own: () => Link, index: number) => Link | Promise<Link>;
}

/** `record`: what the update runs with passes by a recorder. */
export interface MoreOfUpdate extends Pick<UpdateDeps, 'delivery' | 'mayInstall' | 'readBefore'> {
  readonly record?: (deps: UpdateDeps, signal: AbortSignal) => FlightRecorder;
}

/** The emulated device on 1.0.0 with a man in the middle of its wire, and an update of it. */
export function setUpUpdate({
  meddle,
  connect,
  expected = null,
  signIn,
  ...setup
}: HarnessSetup = {}) {
  const parts = setUpEmulator(setup);
  const { emulator, clock } = parts;
  emulator.powerOn();
  const calls: string[] = [];
  const counts = new Map<string, number>();
  const methods = new Map<unknown, string>();
  const own = (): Link =>
    through(emulator.connect(), async (bytes, direction) => {
      const json = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
      if (direction === 'out') {
        methods.set(json['id'], String(json['method']));
        calls.push(String(json['method']));
      }
      const method = methods.get(json['id']) ?? '?';
      const key = `${direction} ${method}`;
      const index = counts.get(key) ?? 0;
      counts.set(key, index + 1);
      return (await meddle?.({ direction, method, index, json, bytes })) ?? [bytes];
    });
  const met: string[] = [];
  let links = 0;
  let id = 0;
  const abort = new AbortController();
  const pause = createPauseSwitch();

  async function update(
    bundle: Bundle,
    options: Partial<UpdateOptions> = {},
    onEvent: (event: UpdateEvent) => void = () => undefined,
    { record, ...more }: MoreOfUpdate = {},
  ): ReturnType<typeof runToEnd> {
    const deps: UpdateDeps = {
      bundle,
      clock,
      pause,
      sessionId: 'session-1',
      nextId: () => (id += 1),
      connect: async () => {
        links += 1;
        return connect === undefined ? own() : connect(own, links - 1);
      },
      expected,
      signIn,
      answered: (info, who) => met.push(`${who}: ${info.id}`),
      options: { ...DEFAULT_OPTIONS, ...options },
      ...more,
    };
    const recorder = record?.(deps, abort.signal);
    const steps = runUpdate(recorder?.deps ?? deps, abort.signal);
    const heard = (event: UpdateEvent): void => {
      recorder?.hear(event);
      onEvent(event);
    };
    const ended = await clock.run(runToEnd(steps, heard));
    recorder?.end(ended.result);
    return ended;
  }

  return {
    ...parts,
    calls,
    /** One more link of the device, with the same man in its middle. */
    own,
    /** Whose MAC was read on the links, in the order of the answers. */
    met,
    update,
    pause,
    links: () => links,
    cancel: () => abort.abort(new OtaError('cancelled', { by: 'user' })),
  };
}

/** A reply to the request that `frame` carries or answers. */
export function replyTo(frame: Passing, body: Readonly<Record<string, unknown>>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ id: frame.json['id'], ...body }));
}

/** The reply with its result changed. */
export function changedResult(
  frame: Passing,
  change: Readonly<Record<string, unknown>>,
): readonly Uint8Array[] {
  const parsed = parseFrame(new TextDecoder().decode(frame.bytes));
  if (!parsed.ok || parsed.frame.kind !== 'response' || !parsed.frame.outcome.ok)
    return [frame.bytes];
  return [replyTo(frame, { result: { ...(parsed.frame.outcome.result as object), ...change } })];
}

export const phasesOf = (events: readonly UpdateEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'phase' ? [event.phase] : []));

export function ofType<T extends UpdateEvent['type']>(
  events: readonly UpdateEvent[],
  type: T,
): readonly Extract<UpdateEvent, { type: T }>[] {
  return events.filter((event): event is Extract<UpdateEvent, { type: T }> => event.type === type);
}

/** A serial adapter: it stays when the device behind it restarts; what is sent meanwhile is lost. */
export function stayingLink(own: () => Link, clock: Clock): Link {
  const pair = createLinkPair();
  const outward = pair.far.readable.getReader();
  const inward = pair.far.writable.getWriter();
  let device: WritableStreamDefaultWriter<Uint8Array> | null = null;
  const listen = async () => {
    for (;;) {
      const link = own();
      device = link.writable.getWriter();
      device.closed.catch(() => undefined);
      const reader = link.readable.getReader();
      try {
        for (let step = await reader.read(); !step.done; step = await reader.read())
          await inward.write(step.value);
      } catch {
        // the device has restarted
      }
      await clock.sleep(200, new AbortController().signal);
    }
  };
  const speak = async () => {
    for (let step = await outward.read(); !step.done; step = await outward.read())
      await device?.write(step.value).catch(() => undefined);
  };
  listen().catch(() => undefined);
  speak().catch(() => undefined);
  return { ...pair.near, ...SERIAL };
}
