/**
 * Two clients on two links of one emulated device, and the clock between them, in an order that fast-check's scheduler
 * chooses. What the device answered, in the order of its answers, must be what the model answers in that order.
 */
import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import type fc from 'fast-check';
import { OtaError } from '../../../src/contracts/failure.ts';
import { createEmulator, type EmulatorHost } from '../../../src/emulator/create-emulator.ts';
import type { Reply } from '../../../src/ota-core/device/device.ts';
import type { FirmwareInfo } from '../../../src/ota-core/boot/firmware.ts';
import { freshChip, nativeDigests, OLD } from '../power-cut/firmwares.ts';
import { clientOf } from '../../support/emulator/test-emulator.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';
import type { CallAct } from './act.ts';
import { requestOf } from './call-of.ts';
import type { DeviceFacts } from './device-facts.ts';
import { accepts } from './expected-reply.ts';
import { keyOf, type ModelState } from './model-state.ts';
import { predict } from './predict.ts';
import { pass, start } from './start.ts';

/** One thing that was done, as it ended. */
interface Done {
  readonly act: CallAct;
  /** null: the link was lost before it was answered, so nobody knows whether it was done. */
  readonly reply: Reply | null;
  readonly now: number;
}

export interface Race {
  readonly facts: DeviceFacts;
  /** What each client does, one call after the other until its link is lost. */
  readonly clients: readonly (readonly CallAct[])[];
  /** Milliseconds that pass, a step at a time. */
  readonly times: readonly number[];
  /** Left out: replies are as the device gave them. */
  readonly spoil?: (method: string, reply: Reply) => Reply;
}

/** null: device and model agree; else in what they do not. */
export async function runRace(
  { facts, clients, times, spoil = (_, reply) => reply }: Race,
  s: fc.Scheduler,
): Promise<string | null> {
  const { emulator, clock } = setUp(facts);
  const began = clock.now();
  const log: Done[] = [];
  const play = async (acts: readonly CallAct[], who: number): Promise<void> => {
    const client = clientOf(emulator.connect(), clock, 3_600_000);
    const { signal } = new AbortController();
    for (const act of acts) {
      await s.schedule(Promise.resolve(), `${who} ${act.kind}`);
      const { method, params } = requestOf(facts, act);
      const reply = await replyTo(client.ask(method, params, { signal }));
      log.push({ act, reply: reply === null ? null : spoil(method, reply), now: clock.now() });
      if (reply === null) return;
    }
  };
  const passTime = async (): Promise<void> => {
    for (const ms of times) {
      await s.schedule(Promise.resolve(), `${ms} ms`);
      await clock.advance(ms);
    }
  };
  const all = Promise.all([...clients.map(play), passTime()]);
  await s.waitFor(all);
  const end = clock.now();
  const found = judge(facts, log, { began, end, emulator });
  await emulator.close();
  return found;
}

function setUp(facts: DeviceFacts): {
  readonly emulator: EmulatorHost;
  readonly clock: VirtualClock;
} {
  let known: readonly FirmwareInfo[] = [];
  const registry = {
    list: () => known,
    remember: (info: FirmwareInfo) => void (known = [...known, info]),
  };
  const clock = new VirtualClock();
  const emulator = createEmulator({
    profile: facts.profile,
    identity: { id: 'esp32_0A1B2C', mac: '00A1B20A1B2C' },
    flash: freshChip(facts.profile, registry),
    registry,
    filesystems: chipFilesystems,
    clock,
    digest: nativeDigests,
    onEvent: () => undefined,
  });
  emulator.powerOn();
  return { emulator, clock };
}

async function replyTo(call: Promise<unknown>): Promise<Reply | null> {
  try {
    return { kind: 'result', result: await call };
  } catch (error) {
    if (!(error instanceof OtaError)) throw error;
    if (error.code !== 'rpc/remote') return null;
    const { remoteCode: code, remoteMessage: message } = (error as OtaError<'rpc/remote'>).facts;
    return { kind: 'error', code, message };
  }
}

function judge(
  facts: DeviceFacts,
  log: readonly Done[],
  {
    began,
    end,
    emulator,
  }: { readonly began: number; readonly end: number; readonly emulator: EmulatorHost },
): string | null {
  const empty = { image: 'empty', fs: null, files: {} } as const;
  const old = { image: OLD, fs: OLD, files: facts.files } as const;
  const chip = { settled: 0, slots: [old, empty], pending: null } as const;
  let states: readonly ModelState[] = start(facts, chip, began).map(({ state }) => state);
  for (const { act, reply, now } of log) {
    const unanswered = reply === null ? states : [];
    const later = states.flatMap((state) => pass(facts, state, now)).map(({ state }) => state);
    // A lost link ends a call that was done before the restart, or never.
    const asked = reply === null ? states : later;
    const right = asked
      .flatMap((state) => predict(facts, state, act))
      .filter((prediction) => accepts(prediction.reply, reply))
      .map(({ state }) => state);
    if (right.length === 0 && unanswered.length === 0)
      return `${act.kind} at ${now - began} ms is answered ${JSON.stringify(reply)}`;
    states = distinct([...right, ...unanswered]);
  }
  const ends = states.flatMap((state) => pass(facts, state, end)).map(({ state }) => state);
  const { running } = emulator.snapshot();
  const isIt = ({ durable, ram }: ModelState): boolean =>
    running !== null &&
    running.slot === ram.slot &&
    running.version === durable.slots[ram.slot].image &&
    (ram.trial?.isLeaving === true || running.committed === (ram.trial === null));
  return ends.some(isIt) ? null : `it ends with ${JSON.stringify(running)}`;
}

const distinct = (states: readonly ModelState[]): readonly ModelState[] => [
  ...new Map(states.map((state) => [keyOf(state), state])).values(),
];
