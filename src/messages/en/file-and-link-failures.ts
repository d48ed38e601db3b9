/** Failures of the file and of links, what links are called, and what every troubleshooting page shares. */
import type { ZipFeature, ZipField } from '../../contracts/failure.ts';
import type { SignatureFault } from '../../contracts/signature.ts';
import type { FailureWords, FailureWriters } from '../text-shapes.ts';
import { fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const GET_AGAIN = 'Download it again.';
const ASK_BUILDER = 'Ask your supplier for a new file.';
const ASK_ORIGINAL = 'Ask your supplier for the original fw.zip.';
const ASK_LAYOUT = "Ask for the build for this device's flash.";

const refused = (headline: string, next: string): FailureWords => ({
  headline,
  safety: 'Nothing was sent.',
  next,
});

const packed = (how: string): FailureWords =>
  refused(`This copy was packed in a way devices cannot read: ${how}.`, ASK_ORIGINAL);

/** Slots are measured in these. A byte too many shows. */
const kibibytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;

const hex = (address: number): string => `0x${address.toString(16)}`;

/** What an archive uses, and which of several (`value`). */
const FEATURES: Readonly<Record<ZipFeature, (value: string) => string>> = {
  folders: () => 'folders',
  encryption: () => 'encryption',
  zip64: () => 'zip64',
  disks: () => 'several disks',
  comment: () => 'a comment',
  links: () => 'links',
  'name-encoding': () => 'a name whose letters it does not declare as UTF-8',
  'special-files': () => 'an entry that is no plain file',
  'many-files': (value) => `more than ${value} files`,
  flags: (value) => `the flags ${value}`,
  version: (value) => `zip version ${value}`,
  'extra-field': (value) => `an extra field of ${value} bytes`,
  method: (value) => `compression method ${value}`,
};

const FIELDS: Readonly<Record<ZipField, string>> = {
  name: 'name',
  method: 'method',
  flags: 'flags',
  crc: 'CRC-32',
  packedSize: 'packed size',
  size: 'size',
  version: 'version',
  time: 'time',
  date: 'date',
  signature: 'signature',
  'extra-field': 'extra field',
  src: 'src',
  offset: 'offset',
  directory: 'directory',
  'entry-count': 'number of entries',
  'bytes-between': 'bytes between the entries',
  zip64: 'zip64 fields',
};

const LOST_BY_PACKING =
  'It was packed anew, which removes a signature: get the file as it was released.';
const ASK_SIGNED = 'Ask your supplier for a signed one.';
const SIGNATURE_FAULTS: Readonly<Record<SignatureFault, string>> = {
  unreadable: 'it cannot be read',
  'no-match': 'the manifest was changed after it was signed, or another key signed it',
  'part-without-digest': 'it does not cover every part',
  'not-checked': 'it could not be checked here',
};

const mergeFails = (headline: string): FailureWords =>
  refused(headline, 'The device would start it once and go back by itself.');

const cannotTake = (file: string): FailureWords =>
  mergeFails(`${file} of the device cannot be taken over.`);

const replaces = (what: string, part: string): FailureWords =>
  refused(
    `Replaces ${what} (part "${part}"), which an update of this device does not do.`,
    'Ask for a build without it.',
  );

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

function rpcOff(headline: string): FailureWords {
  return own(headline, 'Is it switched off in its settings? Use another connection.');
}

export default {
  /** Why a firmware file is refused, before the first byte is sent: see failures.ts. */
  bundleFailures: {
    /** By their code alone. */
    plain: {
      'bundle/not-a-zip': ({ file }) =>
        refused(`${file} is not a firmware package.`, 'Ask your supplier for the fw.zip.'),
      'bundle/cut-off': ({ file }) =>
        refused(`${file} ends too early: the download was probably interrupted.`, GET_AGAIN),
      'bundle/no-manifest': ({ file }) =>
        refused(
          `${file} is not a Mongoose OS firmware: there is no manifest.json in it.`,
          'Ask your supplier for the fw.zip.',
        ),
      'bundle/manifest-too-large': ({ sizeBytes, limit }) =>
        refused(`manifest.json is too large: ${sizeBytes} bytes, at most ${limit}.`, ASK_BUILDER),
      'bundle/manifest-incomplete': ({ field }) =>
        refused(`manifest.json is incomplete: ${field} is missing or wrong.`, ASK_BUILDER),
      'bundle/part-missing': ({ file }) =>
        refused(`${file} is missing: the manifest names it, the archive lacks it.`, ASK_BUILDER),
      'bundle/part-damaged': ({ file }) =>
        refused(`${file} is damaged: its checksum does not match the archive's.`, GET_AGAIN),
      'bundle/hash-mismatch': ({ file, algorithm }) =>
        refused(`${file} is not the part the manifest names: ${algorithm} differs.`, ASK_BUILDER),
      'bundle/size-mismatch': ({ file, expected, found }) =>
        refused(
          `${file} is not the part the manifest names: it has ${found} bytes instead of ${expected}.`,
          ASK_BUILDER,
        ),
      'bundle/unsafe-name': ({ name }) =>
        refused(`Unsafe file: a part has a path outside the package (${name}).`, 'Do not use it.'),
      'bundle/misleading-name': ({ name }) =>
        refused(
          `The name ${name} is not what it looks like: letters in it are others, or cannot be seen.`,
          'Do not use it.',
        ),
      'bundle/name-too-long': ({ name, bytes, limit }) =>
        refused(
          `The name ${name} is too long for a device: ${bytes} bytes, it takes ${limit}.`,
          ASK_BUILDER,
        ),
      'bundle/contradiction': ({ file, field }) =>
        refused(`The zip says two different things about ${file} (${FIELDS[field]}).`, GET_AGAIN),
      'bundle/compressed': ({ file }) => packed(`${file} is compressed`),
      'bundle/streamed': ({ file }) => packed(`${file} has its size behind it`),
      'bundle/manifest-not-first': ({ first }) => packed(`${first} comes before manifest.json`),
      'bundle/unsupported': ({ feature, value }) => packed(`it uses ${FEATURES[feature](value)}`),
      'bundle/too-many-bytes': ({ sizeBytes, limit }) =>
        refused(
          `The file has ${fileSize(sizeBytes)}; firmware has at most ${fileSize(limit)}.`,
          'Choose another file.',
        ),
      'bundle/wrong-platform': ({ bundle, device }) =>
        refused(
          `Wrong chip: file is for ${bundle}, device is ${device}.`,
          `Ask for the ${device} build.`,
        ),
      'bundle/user-files': ({ names }) =>
        refused(
          `Replaces ${grammar.list(names)}, which ${names.length === 1 ? 'holds' : 'hold'} this device's own settings.`,
          'To keep them, ask for a build without.',
        ),
      'bundle/merge-tight': ({ marginBytes }) =>
        refused(
          `The device's files barely fit beside the new ones: less than the margin of ${fileSize(marginBytes)} would be free.`,
          'Delete files on the device that it does not need, or it may start the firmware once and go back.',
        ),
      'bundle/too-large': ({ part, sizeBytes, limit }) =>
        refused(
          `${part} does not fit: it needs ${kibibytes(sizeBytes)}, the slot has ${kibibytes(limit)}.`,
          ASK_BUILDER,
        ),
      'bundle/sample': ({ version }) =>
        refused(
          `${version} is a sample firmware: it runs on the practice device only.`,
          'Choose the firmware of your device.',
        ),
      'bundle/no-second-slot': ({ part }) =>
        refused(`Built for a chip without a second slot (addr1 of ${part} is 0).`, ASK_LAYOUT),
      'bundle/other-layout': ({ part, field, found, expected }) =>
        refused(
          `Built for another flash layout: ${field} of ${part} is ${hex(found)}, this device has ${hex(expected)}.`,
          ASK_LAYOUT,
        ),
      'bundle/prefix-name': ({ file, other }) =>
        refused(
          `The name ${file} is how ${other} begins: older devices take the one for the other.`,
          'Ask for a build with other names.',
        ),
      'bundle/upper-case-digest': ({ part }) =>
        refused(
          `The SHA-1 of ${part} is in upper case: older devices refuse it after the transfer.`,
          'Ask for a build with cs_sha1 in lower case.',
        ),
      'bundle/not-signed': ({ packedAnew }) =>
        refused(
          'Not signed. Anyone could have made this file.',
          packedAnew === true ? LOST_BY_PACKING : ASK_SIGNED,
        ),
      'bundle/unknown-signer': () =>
        refused('Signed by a key that is not trusted here.', 'Ask your supplier for its key.'),
      'bundle/signature-broken': ({ why }) =>
        refused(
          `The signature is not valid: ${SIGNATURE_FAULTS[why]}.`,
          why === 'not-checked' ? 'Open this page over https.' : ASK_SIGNED,
        ),
    } satisfies Partial<FailureWriters>,

    manifestUnreadable: () =>
      refused('manifest.json cannot be read: it is not UTF-8.', ASK_BUILDER),
    manifestDamaged: (line: number) =>
      refused(`manifest.json is damaged at line ${line}.`, ASK_BUILDER),

    /** Why the files of the device cannot be taken over into the new filesystem. */
    mergeFails: {
      full: (file: string) =>
        mergeFails(`The device's files do not fit beside the new ones: no room for ${file}.`),
      'name-too-long': (file: string) =>
        mergeFails(`The new filesystem cannot hold a name as long as ${file}.`),
      'bad-name': cannotTake,
      unreadable: cannotTake,
      damaged: () => mergeFails('Its filesystem cannot be read, so the firmware would not start.'),
    },

    /** What an update does not replace, by its role. */
    notReplaced: {
      'boot-loader': (part: string) => replaces('the boot loader', part),
      'boot-settings': (part: string) => replaces('the boot settings', part),
      'partition-table': (part: string) => replaces('the partition table', part),
      nvs: (part: string) => replaces('the stored settings (NVS)', part),
      other: (part: string) => replaces('something outside the slots', part),
    },

    /** `said`, `next`: where its answer is one that is known. */
    deviceRefuses: (said: string | null, next: string | null) =>
      refused(said ?? 'This device would refuse it.', next ?? ASK_BUILDER),
  },

  /** What links do when they fail: see failures.ts. */
  linkFailures: {
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
          'Sign in, or connect the device with a USB cable.',
        ),
      'link/broker-denied': ({ address }) =>
        own(
          `The broker at ${address} does not let Slipway in.`,
          'Check the user and the password for this broker.',
        ),
      'link/device-away': ({ address, device, known }) =>
        own(
          known
            ? `The broker at ${address} answers, but ${device} is not connected to it.`
            : `The broker at ${address} answers, but ${device} does not.`,
          'Check the id of the device, that it is on, and that its MQTT is set to this broker.',
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
  },

  /** What links are called. `name`: of the link panel. `inReport`: in the report. `over`: after how long something takes. */
  /** What every page of possible causes shares. */
  troubleshooting: {
    tag: 'Not connected',
    list: 'Possible causes, most likely first',
    likely: 'Likely',
    nothingChanged: 'Nothing has changed.',
    nothingSent: 'No firmware was sent.',
    copy: 'Copy',
    copied: 'Copied.',
  },
};
