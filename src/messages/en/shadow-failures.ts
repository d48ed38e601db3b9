/** What goes wrong by way of a device shadow. */
import type { ShadowTrouble } from '../../contracts/shadow-failures.ts';
import type { FailureWords, FailureWriters } from '../text-shapes.ts';
import grammar from './grammar.ts';

const own = (headline: string, next: string): FailureWords => ({ headline, safety: null, next });

/** By what is wrong with the service: what happened, and what to do. `detail`: in its words. */
const services: Readonly<Record<ShadowTrouble, (at: string, detail: string) => FailureWords>> = {
  unreachable: (at) =>
    own(`The shadow service at ${at} cannot be reached.`, 'Check the address and your network.'),
  unreadable: (at) =>
    own(
      `This page gets no answer from the shadow service at ${at}. The browser does not say why.`,
      'Check the address, the key and your network. A service that answers no page of another address (CORS) can be asked by push --via shadow.',
    ),
  silent: (at) => own(`The shadow service at ${at} does not answer.`, 'Try again later.'),
  denied: (at, detail) =>
    own(
      `The shadow service at ${at} does not let Slipway in: ${detail}.`,
      'Check the key, and what it allows.',
    ),
  'no-device': (at, detail) =>
    own(`The shadow service at ${at} does not know the device: ${detail}.`, 'Check its id.'),
  conflict: (at) =>
    own(
      `Somebody else changes the shadow at ${at}.`,
      'Find out who updates this device, then try again.',
    ),
  unclear: (at, detail) =>
    own(
      `What answers at ${at} is no shadow service of this kind: ${detail}.`,
      'Check the address and the kind of the service.',
    ),
  refused: (at, detail) =>
    own(`The shadow service at ${at} refuses: ${detail}.`, 'Fix what it names, then try again.'),
};

export default {
  shadowFailures: {
    'shadow/service': ({ address, why, detail }) => services[why](address, detail),
    'shadow/device-silent': ({ device, took, waitedMs }) => {
      const time = grammar.numbers.duration(
        Math.floor(waitedMs / 60_000),
        Math.floor((waitedMs % 60_000) / 1000),
      );
      return took
        ? own(
            `${device} took the address and has reported nothing for ${time}.`,
            'See whether it is on. It finishes the update, or keeps what it ran before.',
          )
        : own(
            `${device} has not taken the address for ${time}.`,
            'It takes it once it is online, if its firmware updates by shadow (shadow.ota_enable).',
          );
    },
  } satisfies Partial<FailureWriters>,

  /** `said`: in the device's words. `next`: where they are known. */
  shadowWords: {
    updateFailed: (device: string, said: string, next: string | null): FailureWords => ({
      headline: `${device} reports that its update failed: ${said}.`,
      safety: 'The device runs what it ran before.',
      next: next ?? 'Fix what it names, then update again.',
    }),
  },
};
