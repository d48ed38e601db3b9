/**
 * One page of a browser updates a device at a time. The one that does holds two Web Locks, of the device and of the session; another one that wants
 * to go on with the session asks for it over a channel, and waits until both are free. Nothing is taken by force: a page that is asleep wakes up and
 * would go on writing.
 */
import { realClock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { withDeadline } from '../../rpc/deadline.ts';
import { SESSION_LOCK } from '../api.ts';
import type { DeviceKey } from '../api.ts';
import { whileAlone } from '../comlink/calls.ts';
import { deviceKeyOf } from './known-devices.ts';

const CHANNEL = 'slipway-session';

export const sessionLock = (sessionId: string): string => `${SESSION_LOCK}:${sessionId}`;

export const deviceLock = (device: DeviceKey): string => `slipway-device:${deviceKeyOf(device)}`;

/** A plan of a roll-out names no more of a device. Two devices may have one id: single updates share it. */
const idLock = (id: string): string => `slipway-device-id:${id}`;

/** One update of this device, which no other page and no roll-out of this browser has; null: one has it. */
export const whileOneUpdates = <T>(
  device: DeviceKey,
  work: () => Promise<T | null>,
): Promise<T | null> =>
  whileAlone(deviceLock(device), () => whileAlone(idLock(device.id), work, 'shared'));

/** The same for a device of a roll-out. */
export const whileRollsOut = <T>(id: string, work: () => Promise<T>): Promise<T | null> =>
  whileAlone(idLock(id), work);

const takeOverOf = (sessionId: string): string => `take over ${sessionId}`;

/** `asked`: another page wants to go on with this session. Returns what ends it. */
export function onTakeOver(sessionId: string, asked: () => void): () => void {
  if (!('BroadcastChannel' in globalThis)) return () => undefined;
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === takeOverOf(sessionId)) asked();
  };
  return () => channel.close();
}

/** A step that cannot be broken off, such as OTA.End, takes some seconds; a page that is asleep never answers. */
const FREE_WITHIN_MS = 45_000;

interface Held {
  readonly sessionId: string;
  readonly device: DeviceKey;
}

/** Asks whoever has this update to stop. False: it has not, within the time that its longest step takes. */
export async function takeOver({ sessionId, device }: Held): Promise<boolean> {
  const { signal } = new AbortController();
  const late = () => new OtaError('device/in-use', { device: device.id });
  const channel = new BroadcastChannel(CHANNEL);
  try {
    channel.postMessage(takeOverOf(sessionId));
    await withDeadline({ clock: realClock, ms: FREE_WITHIN_MS, signal, late }, async (inTime) => {
      for (const name of [sessionLock(sessionId), deviceLock(device)])
        await navigator.locks.request(name, { signal: inTime }, () => undefined);
    });
    return true;
  } catch {
    return false;
  } finally {
    channel.close();
  }
}
