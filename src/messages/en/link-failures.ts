/** What links do when they fail: see failures.ts. */
import type { FailureWords, FailureWriters } from '../failure-shape.ts';

const kept = (headline: string, next: string): FailureWords => ({
  headline,
  safety: 'The device runs its old firmware as before.',
  next,
});
const own = (headline: string, next: string): FailureWords => ({ headline, safety: null, next });

const lost = (headline: string): FailureWords =>
  kept(headline, 'Connect again and start the update anew.');

const FRAMED = 'It is inside another page, or a policy forbids it. Open it in its own tab.';
const COMPUTER = 'Chrome or Edge can, on a computer.';

export default {
  /** By their code alone. */
  plain: {
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
    'link/stale-grant': () =>
      own('The browser keeps an older permission.', 'Forget the device and connect again.'),
    'link/radio-off': () => own('Bluetooth is off here.', 'Switch it on and come back.'),
  } satisfies Partial<FailureWriters>,

  lost: {
    cable: () => lost('The cable was unplugged.'),
    reach: () => lost('Out of reach.'),
    link: () => lost('The connection was lost.'),
  },

  refused: {
    unplugged: (address: string) =>
      own(`${address} is not plugged in.`, 'Plug it in again, then try again.'),
    other: (address: string) =>
      own(`No device answers at ${address}.`, 'Check the address and that the device is on.'),
  },

  /** Who has it. A page sees that somebody does, and of its own pages which. */
  held: {
    tab: () => own('This device is open in another tab.', 'Close it there, then try again.'),
    app: () => own('Another app is connected to it.', 'Close the maker’s app, then try again.'),
    program: () =>
      own(
        'The port does not open.',
        'Another program is using it, or the system does not let the browser have it.',
      ),
  },

  notAllowed: {
    serial: () => own('This page may not use USB here.', FRAMED),
    bluetooth: () =>
      own(
        'This page may not use Bluetooth here.',
        'The permission was refused, or a policy forbids it. Allow it in the settings of browser and system.',
      ),
    other: () => own('This page may not use devices here.', FRAMED),
  },

  noFeature: {
    serial: () => own('This browser cannot reach USB devices.', COMPUTER),
    bluetooth: () =>
      own(
        'This browser cannot reach Bluetooth devices.',
        'Chrome or Edge can, on a computer or an Android phone.',
      ),
    other: () => own('This browser cannot reach such devices.', COMPUTER),
  },

  noAnswer: {
    nothing: () =>
      own(
        'The port opened, but nothing answered.',
        'Is this the right port, and is the device on?',
      ),
    noise: (bytes: number) =>
      own(
        'The port opened, but nothing answered.',
        `${bytes === 1 ? '1 byte' : `${bytes} bytes`} of noise came back: the speed may differ.`,
      ),
    log: () =>
      own(
        'The device prints its log but takes no commands.',
        'RPC over the console may be switched off in its settings.',
      ),
  },

  rpcOff: {
    'no-service': () => rpcOff('Connected, but this firmware offers no RPC over Bluetooth.'),
    refuses: () => rpcOff('Connected, but the device takes no commands over Bluetooth.'),
  },
};

function rpcOff(headline: string): FailureWords {
  return own(headline, 'Is it switched off in its settings? Use another connection.');
}
