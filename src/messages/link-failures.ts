/** Words for what links do: see failures.ts. */
import type { FailureCode, FailureFacts } from '../contracts/failure.ts';
import type { FailureWords } from './failure-shape.ts';

type LinkCode = Extract<FailureCode, `link/${string}`>;
type Writers = { readonly [C in LinkCode]: (facts: FailureFacts[C]) => FailureWords };

const OLD_RUNS = 'The device runs its old firmware as before.';

const kept = (headline: string, next: string): FailureWords => ({
  headline,
  safety: OLD_RUNS,
  next,
});
const own = (headline: string, next: string): FailureWords => ({ headline, safety: null, next });

const LINK_NAMES: Readonly<Record<string, string>> = {
  serial: 'The cable was unplugged.',
  bluetooth: 'Out of reach.',
};

type NoAnswer = FailureFacts['link/no-answer'];
const NO_ANSWER: Readonly<Record<NoAnswer['heard'], (bytes: number) => FailureWords>> = {
  nothing: () =>
    own('The port opened, but nothing answered.', 'Is this the right port, and is the device on?'),
  noise: (bytes) =>
    own(
      'The port opened, but nothing answered.',
      `${bytes === 1 ? '1 byte' : `${bytes} bytes`} of noise came back: the speed may differ.`,
    ),
  log: () =>
    own(
      'The device prints its log but takes no commands.',
      'RPC over the console may be switched off in its settings.',
    ),
};

const DEVICE_KINDS: Readonly<Record<string, string>> = { serial: 'USB', bluetooth: 'Bluetooth' };

/** Who has it. A page sees that somebody does, and of its own pages which. */
function held({ kind, by }: FailureFacts['link/held']): FailureWords {
  if (by === 'other-tab')
    return own('This device is open in another tab.', 'Close it there, then try again.');
  return kind === 'bluetooth'
    ? own('Another app is connected to it.', 'Close the maker’s app, then try again.')
    : own(
        'The port does not open.',
        'Another program is using it, or the system does not let the browser have it.',
      );
}

export const linkFailures: Writers = {
  'link/lost': ({ kind }) =>
    kept(
      LINK_NAMES[kind] ?? 'The connection was lost.',
      'Connect again and start the update anew.',
    ),
  'link/refused': ({ address, detail }) =>
    detail === 'unplugged'
      ? own(`${address} is not plugged in.`, 'Plug it in again, then try again.')
      : own(`No device answers at ${address}.`, 'Check the address and that the device is on.'),
  'link/no-host': ({ address }) =>
    own(
      `Nothing answers at ${address}.`,
      'Check the address, and that the device is on and in this network.',
    ),
  'link/other-service': ({ address }) =>
    own(
      `Something answers at ${address}, but it is no device that takes RPC there.`,
      'Check the address and its path: it is usually /rpc.',
    ),
  'link/password': ({ address }) =>
    own(
      `The server at ${address} asks for a password.`,
      'Slipway cannot give one. Connect the device with a USB cable.',
    ),
  'link/mixed-content': ({ address }) =>
    own(
      `The browser does not let this page open ${address}.`,
      'This page came over https, and the address is not encrypted. Use another way below.',
    ),
  'link/not-chosen': () => own('No device was chosen.', 'Was the list empty?'),
  'link/held': held,
  'link/not-allowed': ({ kind }) =>
    own(
      `This page may not use ${DEVICE_KINDS[kind] ?? 'devices'} here.`,
      kind === 'bluetooth'
        ? 'The permission was refused, or a policy forbids it. Allow it in the settings of browser and system.'
        : 'It is inside another page, or a policy forbids it. Open it in its own tab.',
    ),
  'link/no-feature': ({ kind }) =>
    own(
      `This browser cannot reach ${DEVICE_KINDS[kind] ?? 'such'} devices.`,
      kind === 'bluetooth'
        ? 'Chrome or Edge can, on a computer or an Android phone.'
        : 'Chrome or Edge can, on a computer.',
    ),
  'link/no-answer': ({ heard, bytes }) => NO_ANSWER[heard](bytes),
  'link/out-of-reach': ({ address }) =>
    own(
      `${address} cannot be reached.`,
      'Step closer, see that it is on, and close other apps that may be connected to it.',
    ),
  'link/switched-off': ({ address }) =>
    own(
      `${address} has switched its Bluetooth off.`,
      'It does so once it is on Wi-Fi. Connect it with a USB cable, or set bt.keep_enabled there.',
    ),
  'link/rpc-off': ({ seen }) =>
    own(
      seen === 'no-service'
        ? 'Connected, but this firmware offers no RPC over Bluetooth.'
        : 'Connected, but the device takes no commands over Bluetooth.',
      'Is it switched off in its settings? Use another connection.',
    ),
  'link/stale-grant': () =>
    own('The browser keeps an older permission.', 'Forget the device and connect again.'),
  'link/radio-off': () => own('Bluetooth is off here.', 'Switch it on and come back.'),
};
