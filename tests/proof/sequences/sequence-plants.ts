/** Known bugs for the sequences to find: those of the power-cut campaign, and bugs of what is said over the wire. */
import type { Device } from '../../../src/ota-core/device/device.ts';
import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import { encodeBase64, decodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { plant, PLANTS, type Plant } from '../power-cut/plants.ts';
import type { Fault } from './device-under-test.ts';

/** A repeated write is taken a second time, as if it were the next one. */
const acceptTwice: Fault = (device) => {
  let taken = 0;
  return {
    ...device,
    handle(method, params, now, origin) {
      if (method === 'OTA.Begin') taken = 0;
      const { offset, data } = params as { readonly offset?: number; readonly data?: string };
      if (method !== 'OTA.Write' || offset === undefined || data === undefined)
        return device.handle(method, params, now, origin);
      const length = decodeBase64(data)?.length ?? 0;
      const next = { offset: offset + length === taken ? taken : offset, data };
      const reply = device.handle(method, next, now, origin);
      if (reply.kind === 'result' && next.offset === taken) taken += length;
      return reply;
    },
  };
};

/** Begin throws away what another client is writing. */
const stealSession: Fault = (device: Device) => ({
  ...device,
  handle(method, params, now, origin) {
    const reply = device.handle(method, params, now, origin);
    if (method !== 'OTA.Begin' || reply.kind !== 'error') return reply;
    device.handle('OTA.End', {}, now, origin);
    return device.handle(method, params, now, origin);
  },
});

/** A write without its bytes: the gap is filled with what is there. */
const ignoreGap: Fault = (device) => ({
  ...device,
  handle(method, params, now, origin) {
    const reply = device.handle(method, params, now, origin);
    if (method !== 'OTA.Write' || reply.kind !== 'error') return reply;
    const found = /Expected offset (\d+)/.exec(reply.message ?? '');
    const { data } = params as { readonly data?: string };
    if (found === null || data === undefined) return reply;
    const next = {
      offset: Number(found[1]),
      data: encodeBase64(decodeBase64(data) ?? new Uint8Array(0)),
    };
    return device.handle(method, next, now, origin);
  },
});

const FAULTS = {
  'accept-twice': acceptTwice,
  'steal-session': stealSession,
  'ignore-gap': ignoreGap,
} satisfies Readonly<Record<string, Fault>>;

export type SequencePlant = Plant | keyof typeof FAULTS;
const isFault = (name: string): name is keyof typeof FAULTS => name in FAULTS;
export const SEQUENCE_PLANTS: readonly SequencePlant[] = [
  ...Object.keys(FAULTS).filter(isFault),
  ...PLANTS,
];

/** The profile and its device with the bug; both sound without one. */
export function plantIn(
  profile: DeviceProfile,
  bug: SequencePlant | undefined,
): { readonly profile: DeviceProfile; readonly fault?: Fault } {
  if (bug === undefined) return { profile };
  return isFault(bug) ? { profile, fault: FAULTS[bug] } : { profile: plant(profile, bug) };
}
