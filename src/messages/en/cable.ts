/** The way by USB cable: the browser’s list, the ports, and the troubleshooting page for what can go wrong there. */
import { step } from '../text-shapes.ts';
import type { CauseWords } from '../text-shapes.ts';

let moments: Intl.DateTimeFormat | null = null;
/** Made when the first one is written: the tables of a language take their time. */
const momentFormat = (): Intl.DateTimeFormat =>
  (moments ??= new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }));

export default {
  device: 'the device on the cable',
  explain: {
    title: 'Choose your device in the browser’s list',
    lead: 'The browser shows a list of ports. Click your device, then Connect.',
    safe: 'The device is safe.',
    safety: 'Slipway only reads from it until you press Update.',
    open: 'Choose USB port',
    back: 'Other connections',
    tag: 'USB cable',
    heard: 'The browser will show a list. Click your device, then Connect.',
  },
  picture: {
    label: 'Picture of the browser’s list: choose the device first, then Connect',
    title: 'What you should see',
    asks: 'Slipway wants to connect to a serial port',
    line: 'CP2102 USB to UART (ttyUSB0)',
    other: 'ttyS0',
    first: '1. Choose it',
    cancel: 'Cancel',
    second: '2. Connect',
    names: 'Names that mean your device: CP210x, CH340, FT232, USB JTAG, USB serial.',
  },
  /** While it was asked who it is: no update was under way. */
  lost: {
    headline: 'The cable was unplugged.',
    safety: null,
    next: 'Plug it in again, then press Try again.',
  },
  trying: (baudRate: number) => `Trying ${baudRate.toLocaleString('en')} baud`,
  tryingLead: 'Each speed takes a few seconds. The first that is answered is kept.',
  tryingTag: 'Trying other speeds',
  bench: 'Bench: several devices at once',
  ports: {
    title: 'Ports right now',
    source: 'looks by itself',
    none: 'No port that this page was given. Press “Choose a port”: what you choose shows here.',
    /** `number`: among ports with the same USB ids; `device`: who answered there last. */
    name: (adapter: string, number: number | null, device: string | null) =>
      [
        adapter,
        ...(number === null ? [] : [`port ${number}`]),
        ...(device === null ? [] : [device]),
      ].join(' · '),
    use: (adapter: string) => `Use ${adapter}`,
    forget: 'Forget',
    forgetName: (adapter: string) => `Forget ${adapter}`,
  },
  seen: {
    title: 'Seen before',
    plugged: 'plugged in now',
    last: (app: string, version: string) => `${app} ${version} when last seen · plugged in now`,
    unfinished: (to: string) => `its update to ${to} was not seen to its end · plugged in now`,
    here: (place: string) => `answered on ${place} · plugged in now`,
    perhaps: (names: readonly string[]) =>
      `was ${names.join(', ')}, or another one · plugged in now`,
    use: 'Use',
    useName: (name: string) => `Use ${name}`,
  },
  lines: {
    leave: 'Do not reset the board when connecting (DTR/RTS)',
    why: 'For boards that restart when these lines change.',
  },
  notes: {
    title: 'This device',
    source: 'kept in this browser',
    name: 'Your name for it',
    save: 'Save name',
    unchanged: 'Nothing was changed.',
    none: 'No update yet.',
    holds: 'This page keeps the port open. Other programs cannot use it until you release it.',
    release: 'Release the port',
    move: (from: string, to: string) => `${from} → ${to}`,
    at: (atMs: number) => momentFormat().format(atMs),
    ends: {
      begun: 'its end was not seen',
      committed: 'kept',
      uncommitted: 'running, not kept',
      refused: 'refused, nothing was sent',
      failed: 'stopped, the old firmware ran on',
      cancelled: 'cancelled',
      reverted: 'went back',
      other: 'another firmware answered',
      unknown: 'not reached again',
    },
  },
  buttons: {
    choose: 'Choose the port again',
    chooseFirst: 'Choose a port',
    speeds: 'Try other speeds',
    again: 'Try again',
    other: 'Other connections',
    stop: 'Stop trying',
  },
  causes: {
    'nothing-pressed': {
      title: 'Nothing was chosen in the list',
      hint: 'Click your device in the list first, then Connect',
      steps: [step('See the picture: click your device, it turns dark, then click Connect.')],
    },
    'power-only-cable': {
      title: 'The cable only carries power',
      hint: 'Many charging cables have no data wires',
      steps: [
        step('Try the cable that came with the board, or one that moves files from a phone.'),
      ],
    },
    'linux-rights': {
      title: 'Linux does not let the browser open the port',
      hint: 'Your user may not be in the group “dialout”',
      steps: [
        step(
          'Open a terminal and run this. On Arch the group is “uucp”.',
          'sudo usermod -aG dialout $USER',
        ),
        step('Log out and in again. A new terminal is not enough.'),
        step('Come back here and choose the port.'),
      ],
    },
    'sandboxed-browser': {
      title: 'The browser is a snap or flatpak',
      hint: 'Such browsers cannot see ports until you allow it',
      steps: [
        step('For a snap, run:', 'sudo snap connect chromium:raw-usb'),
        step('For a flatpak, run:', 'flatpak override --user --device=all org.chromium.Chromium'),
        step('Close all windows of the browser and start it again.'),
      ],
    },
    brltty: {
      title: 'The system uses the adapter for a braille display',
      hint: 'The port goes away a moment after plugging in; seen with CH340, CP210x and FTDI chips',
      steps: [
        step(
          'Plug the device in, open a terminal and run this. It is so if a line names brltty.',
          "sudo dmesg | grep -i 'brltty'",
        ),
        step(
          'Only if nobody reads this computer by a braille display, remove the service:',
          'sudo apt remove brltty',
        ),
        step('Plug the device in again, then choose the port.'),
      ],
    },
    'no-driver': {
      title: 'Windows has no driver for the adapter',
      hint: 'It shows in the Device Manager with a yellow mark',
      steps: [
        step('Look at the chip beside the USB socket: CP210x is by Silicon Labs, CH340 by WCH.'),
        step('Install the driver from its maker, then plug the device in again.'),
      ],
    },
    'other-program': {
      title: 'Another program is using this port',
      hint: 'A serial monitor, an IDE, or ModemManager',
      steps: [step('Close the serial monitor or IDE, then choose the port again.')],
    },
    'other-tab': {
      title: 'This device is open in another tab',
      hint: 'Another page of Slipway has a port open',
      steps: [step('Close it there, or finish there what it does. Then try again here.')],
    },
    'wrong-port': {
      title: 'This is another port',
      hint: 'Computers have ports that are not your device',
      steps: [
        step('Unplug the device, look which line goes away in the list, and plug it in again.'),
      ],
    },
    'no-power': {
      title: 'The device is off, or still starting',
      hint: 'Some boards restart when the port is opened',
      steps: [step('Wait a few seconds, then choose the port again.')],
    },
    'other-speed': {
      title: 'The device speaks at another speed',
      hint: 'The usual one is 115,200 baud',
      steps: [step('Slipway can try the other usual speeds, one after the other.')],
    },
    'rpc-off': {
      title: 'RPC over the console is switched off',
      hint: 'The device prints its log but takes no commands',
      steps: [
        step('In the device’s settings, rpc.uart.uart_no names the port; -1 switches it off.'),
        step('Connect by Bluetooth, if the device has it, and set it to 0.'),
      ],
    },
    unplugged: {
      title: 'The adapter is not plugged in',
      hint: 'The port was there and went away',
      steps: [step('Plug it in again, at any socket, then try again.')],
    },
    'inside-another-page': {
      title: 'Slipway is shown inside another page',
      hint: 'That page has to allow serial ports',
      steps: [step('Open Slipway in a tab of its own.')],
    },
    forbidden: {
      title: 'A policy of your organisation forbids it',
      hint: 'Browsers can be set up so that pages get no ports',
      steps: [step('Ask who looks after this computer about “Serial port access” for this page.')],
    },
    'other-browser': {
      title: 'Another browser can',
      hint: 'Chrome and Edge from version 89, Firefox from 151, on a computer',
      steps: [step('Open this page there. What is kept in this browser stays in this browser.')],
    },
  } satisfies Readonly<Record<string, CauseWords>>,
};
