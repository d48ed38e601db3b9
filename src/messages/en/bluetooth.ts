/** The way by Bluetooth: what the browser will ask, known devices, and the troubleshooting page for what can go wrong there. */
import { step, stepWithLink } from '../text-shapes.ts';
import type { CauseWords, ChooserWords } from '../text-shapes.ts';

/** An app for iPhone and iPad whose pages may use Bluetooth. */
const BLUEFY = {
  text: 'Bluefy in the App Store',
  address: 'https://apps.apple.com/app/bluefy-web-ble-browser/id1492822055',
};

const picture = {
  label: 'Picture of the browser’s list: choose the device first, then Pair',
  asks: 'Slipway wants to pair',
  line: 'esp32_0A1B2C',
  other: 'Headphones',
  first: '1. Choose it',
  cancel: 'Cancel',
  second: '2. Pair',
} satisfies ChooserWords;

export default {
  device: 'the device over Bluetooth',
  explain: {
    tag: 'Bluetooth',
    title: 'Stand within 5 metres',
    lead: 'The browser shows a list. Choose your device, then Pair.',
    permission: {
      android:
        'Android may ask for “Nearby devices”, older ones for “Location”. Slipway does not read where you are.',
      mac: 'macOS may ask whether the browser may use Bluetooth.',
      other: 'The page gets the one device you choose, and nothing else.',
    },
    safe: 'The device is safe.',
    safety: 'Slipway only reads from it until you press Update.',
    choose: 'Choose the device',
    all: 'Show all devices',
    back: 'Other connections',
    heard: 'Stand within 5 metres. The browser will show a list of devices.',
  },
  names: {
    title: 'Its name begins with',
    usual: (prefixes: readonly string[]) => `Empty: ${prefixes.join(', ')}`,
    hint: 'Usually the chip and six letters of its address. Some makers give their own.',
  },
  picture,
  pictureTitle: 'What you should see',
  known: {
    title: 'Known over Bluetooth',
    source: 'allowed before in this browser',
    near: 'if it is near and switched on',
    last: (app: string, version: string) => `${app} ${version} when last seen`,
    noName: 'A device without a name',
    use: 'Connect',
    useName: (name: string) => `Connect ${name}`,
    forget: 'Forget',
    forgetName: (name: string) => `Forget ${name}`,
  },
  buttons: {
    choose: 'Choose the device again',
    all: 'Show all devices',
    again: 'Try again',
    forget: 'Forget and connect',
    other: 'Other connections',
    useOther: 'Use another connection',
    tab: 'Open in its own tab',
    bluefy: 'Get Bluefy',
  },
  bluefy: BLUEFY,

  /** Where the failure alone does not say what this browser or this device is. */
  instead: {
    ios: {
      headline: 'On an iPhone, only the Bluefy browser reaches Bluetooth devices.',
      next: 'Open this page there, or connect the device to a laptop with a USB cable.',
    },
    firefox: {
      headline: 'Firefox cannot reach Bluetooth devices.',
      next: 'Chrome or Edge can, on this computer and on Android.',
    },
    safari: {
      headline: 'Safari cannot reach Bluetooth devices.',
      next: 'Chrome or Edge can, on this computer.',
    },
    linux: {
      headline: 'Bluetooth is disabled by default in Chrome on Linux.',
      next: 'Turn it on in the browser’s flags, then restart the browser.',
    },
    insecure: {
      headline: 'This address is not secure, so the browser keeps Bluetooth from it.',
      next: 'Open Slipway from an https address, or from localhost.',
    },
  },

  causes: {
    'too-far': {
      title: 'It is too far away, or off',
      hint: 'Bluetooth of small devices reaches some 5 to 10 metres',
      steps: [
        step('Stand within 5 metres, without a metal cabinet door between you and the device.'),
        step('Look whether it has power, then try again.'),
      ],
    },
    'other-name': {
      title: 'Its name begins differently',
      hint: 'The list shows only names that begin as asked',
      steps: [step('Press “Show all devices”, and look for a name that comes and goes with it.')],
    },
    'wifi-ended-it': {
      title: 'The device switched Bluetooth off',
      hint: 'Most do so once their Wi-Fi connects: bt.keep_enabled',
      steps: [
        step('Connect it with a USB cable. It needs no Bluetooth for that.'),
        step('To keep Bluetooth on, set bt.keep_enabled to true in its settings.'),
      ],
    },
    'radio-is-off': {
      title: 'Bluetooth is off here',
      hint: 'On this phone or computer',
      steps: [step('Switch it on, then come back and try again. Nothing is lost.')],
    },
    'no-permission': {
      title: 'The browser has no Bluetooth permission',
      hint: 'You may have denied it earlier',
      steps: [
        step(
          'On Android: Settings, Apps, your browser, Permissions, Nearby devices. Up to Android 11 it is Location, which must also be switched on.',
        ),
        step('On a Mac: System Settings, Privacy & Security, Bluetooth.'),
      ],
    },
    'nothing-pressed': {
      title: 'Nothing was chosen in the list',
      hint: 'Choose your device in the list first, then Pair',
      steps: [step('Choose your device, it turns dark, then Pair.')],
    },
    'other-app': {
      title: 'Another app is connected to it',
      hint: 'A device speaks to one at a time, and then is in no list',
      steps: [
        step('Close the maker’s app. On Android, force-stop it: Settings, Apps, its name.'),
        step('If a second phone was used before, switch Bluetooth off there.'),
      ],
    },
    'other-tab': {
      title: 'This device is open in another tab',
      hint: 'Another page of Slipway is connected to it',
      steps: [step('Close it there, or finish there what it does. Then try again here.')],
    },
    'old-grant': {
      title: 'Chrome keeps an older permission',
      hint: 'It was given before this page knew the update service',
      steps: [step('“Forget and connect” takes it back and asks for a new one. It is one press.')],
    },
    'service-off': {
      title: 'RPC over Bluetooth is switched off',
      hint: 'Some people switch it off to harden a device',
      steps: [
        step('In the device’s settings, rpc.gatts.enable has to be true.'),
        step('Connect it with a USB cable to change it.'),
      ],
    },
    'not-mongoose': {
      title: 'It is another device',
      hint: 'Headphones and watches have no update service of this kind',
      steps: [step('Choose again, and compare the name with the label on the device.')],
    },
    'old-cache': {
      title: 'The system remembers its services from before',
      hint: 'Phones keep the list of services of a device they know',
      steps: [
        step('Switch Bluetooth off and on, or forget the device in the system’s settings.'),
        step('Then connect again here.'),
      ],
    },
    'inside-another-page': {
      title: 'Slipway is shown inside another page',
      hint: 'That page has to allow Bluetooth',
      steps: [step('Open Slipway in a tab of its own.')],
    },
    forbidden: {
      title: 'A policy or a setting forbids it',
      hint: 'For this page, or for the whole browser',
      steps: [
        step('Click the icon left of the web address, and look for “Bluetooth devices” there.'),
        step('On a managed device, ask who looks after it about Web Bluetooth for this page.'),
      ],
    },
    'other-browser': {
      title: 'Another browser can',
      hint: 'Chrome or Edge on Windows, macOS, ChromeOS and Android',
      steps: [step('Open this page there. What is kept in this browser stays in this browser.')],
    },
    'chrome-switch': {
      title: 'Bluetooth is disabled by default in Chrome on Linux',
      hint: 'One setting turns it on',
      steps: [
        step(
          'Open this address in a new tab, and switch it on.',
          'chrome://flags/#enable-experimental-web-platform-features',
        ),
        step('Start the browser again, and come back.'),
      ],
    },
    bluefy: {
      title: 'Bluefy, a browser with Bluetooth',
      hint: 'Updates over Bluetooth work there, with the page in front',
      steps: [
        stepWithLink('Install it, then open this address in it.', BLUEFY),
        step('Keep it in front until the update is done: iOS stops pages that are behind.'),
      ],
    },
    'cable-elsewhere': {
      title: 'A USB cable and a laptop, without Bluetooth',
      hint: 'An iPhone gives pages no USB port either',
      steps: [step('Open this page on the laptop in Chrome or Edge, and choose USB cable there.')],
    },
    'secure-address': {
      title: 'The address begins with http',
      hint: 'Browsers give devices only to secure pages',
      steps: [
        step('Open the https address of this page. On the same computer, localhost will do.'),
      ],
    },
  } satisfies Readonly<Record<string, CauseWords>>,

  /** For a moment, where writes had to become smaller. */
  sizedDown: (refused: number, works: number) =>
    `This link refused a ${refused}-byte write; ${works} works. A little slower, safer.`,

  /** Under the time left. */
  pace: {
    slow: 'Bluetooth is slow here. The fastest setting is already in use.',
    lossy: 'Some blocks are lost on the air and sent again. Stepping closer helps.',
  },

  /** While an update waits for its device. */
  lost: {
    title: 'What it may be',
  },
};
