/**
 * Words for every failure: what happened · is the device safe · what next. The facts come with the
 * failure, and what is text in them is shown as text from outside; a code without words does not compile. `headline` is one sentence and names the part and
 * the reason where there is one; raw device text stays under "Details".
 */
import type { FailureWords } from './failure-shape.ts';
import { wentBackSentence } from './return-words.ts';
import type { Failure, FailureCode, FailureFacts } from '../contracts/failure.ts';
import { deviceSays } from './device-says.ts';
import { linkFailures } from './link-failures.ts';
import { countdown, fileSize } from './numbers.ts';
import { outsideFacts } from './outside-text.ts';

type Writers = { readonly [C in FailureCode]: (facts: FailureFacts[C]) => FailureWords };

const NOTHING_SENT = 'Nothing was sent.';
const OLD_RUNS = 'The device runs its old firmware as before.';
const GET_AGAIN = 'Download it again.';
const ASK_BUILDER = 'Ask your supplier for a new file.';

const words = (headline: string, safety: string | null, next: string | null): FailureWords => ({
  headline,
  safety,
  next,
});
/** A bundle is refused before the first byte. */
const refused = (headline: string, next: string): FailureWords =>
  words(headline, NOTHING_SENT, next);
const kept = (headline: string, next: string | null): FailureWords =>
  words(headline, OLD_RUNS, next);
const own = (headline: string, next: string | null): FailureWords => words(headline, null, next);

/** What the device answered, where it is known; what was refused, where it is not. */
function refusedBy(
  of: { readonly remoteCode: number; readonly remoteMessage: string; readonly method: string },
  otherwise: string,
): FailureWords {
  const saying = deviceSays(of.remoteCode, of.remoteMessage, of.method);
  return saying === null ? kept(otherwise, SEE_DETAILS) : kept(saying.said, saying.next);
}
const SEE_DETAILS = 'Its own words are under Details.';

const plainWords: Pick<Writers, 'cancelled' | 'frame/too-long'> = {
  cancelled: () => kept('Cancelled. Nothing has changed.', null),
  'frame/too-long': ({ bytes, limit }) =>
    kept(
      `A block of ${bytes} bytes is more than this device takes (${limit}).`,
      'Choose a smaller block size.',
    ),
};

const rpcWords: Pick<Writers, 'rpc/timeout' | 'rpc/remote' | 'rpc/bad-reply'> = {
  'rpc/timeout': ({ method, timeoutMs }) =>
    kept(`The device did not answer ${method} within ${countdown(timeoutMs)}.`, 'Try again.'),
  'rpc/remote': ({ method, remoteCode, remoteMessage }) =>
    refusedBy({ remoteCode, remoteMessage, method }, `The device refused ${method}.`),
  'rpc/bad-reply': ({ method }) =>
    kept(
      `The device answered ${method} with something else.`,
      'Check that it is a Mongoose OS device.',
    ),
};

type MergeReason = FailureFacts['bundle/merge-fails']['reason'];
const NO_IMAGE = 'Its filesystem cannot be read, so the firmware would not start.';
const cannotTake = (file: string): string => `${file} of the device cannot be taken over.`;
const MERGE_FAILS: Readonly<Record<MergeReason, (file: string) => string>> = {
  full: (file) => `The device's files do not fit beside the new ones: no room for ${file}.`,
  'name-too-long': (file) => `The new filesystem cannot hold a name as long as ${file}.`,
  'bad-name': cannotTake,
  unreadable: (file) => (file === '/' ? NO_IMAGE : cannotTake(file)),
  damaged: () => NO_IMAGE,
};

/** `a`, `a and b`, `a, b and c`. */
function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** Slots are measured in these. A byte too many shows. */
const kibibytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;
const hex = (address: number): string => `0x${address.toString(16)}`;

const ROLE_WORDS: Readonly<Record<FailureFacts['bundle/part-not-replaced']['role'], string>> = {
  'boot-loader': 'the boot loader',
  'boot-settings': 'the boot settings',
  'partition-table': 'the partition table',
  nvs: 'the stored settings (NVS)',
  other: 'something outside the slots',
};

type BundleCode = Extract<FailureCode, `bundle/${string}`>;

const bundleWords: Pick<Writers, BundleCode> = {
  'bundle/not-a-zip': ({ file }) =>
    refused(`${file} is not a firmware package.`, 'Ask your supplier for the fw.zip.'),
  'bundle/cut-off': ({ file }) =>
    refused(`${file} ends too early: the download was probably interrupted.`, GET_AGAIN),
  'bundle/no-manifest': ({ file }) =>
    refused(
      `${file} is not a Mongoose OS firmware: there is no manifest.json in it.`,
      'Ask your supplier for the fw.zip.',
    ),
  'bundle/manifest-unreadable': ({ detail, line }) =>
    refused(
      line === null
        ? `manifest.json cannot be read: ${detail}.`
        : `manifest.json is damaged at line ${line}.`,
      ASK_BUILDER,
    ),
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
  'bundle/name-too-long': ({ name, bytes, limit }) =>
    refused(
      `The name ${name} is too long for a device: ${bytes} bytes, it takes ${limit}.`,
      ASK_BUILDER,
    ),
  'bundle/contradiction': ({ file, field }) =>
    refused(`The zip says two different things about ${file} (${field}).`, GET_AGAIN),
  'bundle/compressed': ({ file }) =>
    refused(
      `This copy was packed in a way devices cannot read: ${file} is compressed.`,
      'Ask your supplier for the original fw.zip.',
    ),
  'bundle/streamed': ({ file }) =>
    refused(
      `This copy was packed in a way devices cannot read: ${file} has its size behind it.`,
      'Ask your supplier for the original fw.zip.',
    ),
  'bundle/manifest-not-first': ({ first }) =>
    refused(
      `This copy was packed in a way devices cannot read: ${first} comes before manifest.json.`,
      'Ask your supplier for the original fw.zip.',
    ),
  'bundle/unsupported': ({ feature }) =>
    refused(
      `This copy was packed in a way devices cannot read: it uses ${feature}.`,
      'Ask your supplier for the original fw.zip.',
    ),
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
      `Replaces ${listOf(names)}, which ${names.length === 1 ? 'holds' : 'hold'} this device's own settings.`,
      'To keep them, ask for a build without.',
    ),
  'bundle/merge-fails': ({ file, reason }) =>
    refused(MERGE_FAILS[reason](file), 'The device would start it once and go back by itself.'),
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
    refused(
      `Built for a chip without a second slot (addr1 of ${part} is 0).`,
      "Ask for the build for this device's flash.",
    ),
  'bundle/other-layout': ({ part, field, found, expected }) =>
    refused(
      `Built for another flash layout: ${field} of ${part} is ${hex(found)}, this device has ${hex(expected)}.`,
      "Ask for the build for this device's flash.",
    ),
  'bundle/part-not-replaced': ({ part, role }) =>
    refused(
      `Replaces ${ROLE_WORDS[role]} (part "${part}"), which an update of this device does not do.`,
      'Ask for a build without it.',
    ),
  'bundle/prefix-name': ({ file, other }) =>
    refused(
      `The name ${file} is how ${other} begins: older devices take the one for the other.`,
      'Ask for a build with other names.',
    ),
  'bundle/device-refuses': ({ remoteCode, remoteMessage }) => {
    const saying = deviceSays(remoteCode, remoteMessage, 'OTA.Write');
    return refused(saying?.said ?? 'This device would refuse it.', saying?.next ?? ASK_BUILDER);
  },
};

type DeviceCode = Extract<FailureCode, `device/${string}`>;

const deviceWords: Pick<Writers, DeviceCode> = {
  'device/busy': ({ percent }) =>
    kept(`An update is half done on the device (${percent} %).`, 'Discard it, then update.'),
  'device/uncommitted': ({ version }) =>
    words(
      `${version} is running but not kept.`,
      'It goes back by itself when its time is over.',
      'Keep it or go back before a new update.',
    ),
  'device/same-version': ({ version }) =>
    kept(`The device already runs ${version}, the same build. Nothing to do.`, null),
  'device/older': ({ running, bundle }) =>
    refused(
      `Older than what runs now: ${running} would become ${bundle}.`,
      'Go on only if you want to downgrade.',
    ),
  'device/other-app': ({ running, bundle }) =>
    refused(
      `Another application: the device runs "${running}", the file is "${bundle}".`,
      'Go on only if you want to change the application.',
    ),
  'device/boot-loader': ({ part }) =>
    words(
      `Replaces the boot loader (part "${part}").`,
      'If power fails in those seconds the device may not start again.',
      'Allow it only with the power secured.',
    ),
  'device/no-ota': ({ missing, listed }) =>
    refused(
      listed
        ? `The firmware on this device has no updates over RPC: its method list has no ${missing.join(', ')}.`
        : `The firmware on this device does not have ${missing.join(', ')}.`,
      "Flash it by cable with the maker's tool.",
    ),
  'device/no-info': ({ listed }) =>
    refused(
      listed === null
        ? 'The device answers, but does not have Sys.GetInfo, which tells what it runs.'
        : `The device answers, but has no Sys.GetInfo among its ${listed} methods: it is no Mongoose OS firmware as we know it.`,
      'Update it with the tool of its maker.',
    ),
  'device/other-device': ({ expected, found, kind }) =>
    words(
      `${found} answers where ${expected} was.`,
      `${expected} keeps its old firmware, or goes back to it by itself.`,
      `${WHICH_DEVICE[kind ?? ''] ?? 'See which device is connected'}, then look for ${expected} again.`,
    ),
};

/** What decides which device answers, by the kind of the link. */
const WHICH_DEVICE: Readonly<Record<string, string>> = {
  serial: 'See which device is on the cable',
  bluetooth: 'Choose the device again in the browser’s list',
  websocket: 'Check the address',
  http: 'Check the address',
};

type UpdateCode = Extract<FailureCode, `update/${string}`>;

const updateWords: Pick<Writers, UpdateCode> = {
  'update/begin-refused': ({ remoteCode, remoteMessage }) =>
    refusedBy({ remoteCode, remoteMessage, method: 'OTA.Begin' }, 'The device refused to begin.'),
  'update/write-refused': ({ offset, remoteCode, remoteMessage }) =>
    refusedBy(
      { remoteCode, remoteMessage, method: 'OTA.Write' },
      `The device refused the block at ${fileSize(offset)}.`,
    ),
  'update/end-refused': ({ remoteCode, remoteMessage }) =>
    refusedBy(
      { remoteCode, remoteMessage, method: 'OTA.End' },
      'The device refused to finish the update.',
    ),
  'update/commit-refused': ({ remoteCode, remoteMessage }) =>
    words(
      deviceSays(remoteCode, remoteMessage, 'OTA.Commit')?.said ??
        'The device did not keep the new firmware.',
      'Unless it is kept it goes back by itself.',
      'Keep it once more.',
    ),
  'update/no-block-arrives': ({ offset, bytes, losses }) =>
    kept(
      `The connection ended ${losses} times at ${fileSize(offset)}, also with blocks of ${bytes} bytes: no block arrives there.`,
      'Use another connection to the device.',
    ),
  'update/timed-out': ({ waitedMs }) =>
    kept(
      `The device stopped waiting: the link did not come back within ${countdown(waitedMs)}.`,
      'Connect again and start the update anew.',
    ),
  'update/not-back': ({ waitedMs }) =>
    words(
      `The device did not come back within ${countdown(waitedMs)}.`,
      'It runs the old firmware, or the new one on trial and then the old one again.',
      'Find the device and ask what it runs.',
    ),
  'update/rolled-back': ({ from, to, why }) =>
    words(
      wentBackSentence[why](from, to),
      `It is safe and runs ${from}.`,
      why === 'asked' ? null : `Try ${to} again, or ask why it did not last.`,
    ),
  'update/other-firmware': ({ running, build, from, to }) =>
    words(
      `Another firmware answers: ${running}, build ${build}.`,
      `That is neither ${from} as before nor ${to} as sent.`,
      'Find out which firmware it should run, then update again.',
    ),
  'update/not-restarted': ({ waitedMs, running }) =>
    words(
      `The device has not restarted within ${countdown(waitedMs)}. It answers and runs ${running}.`,
      'When it restarts it may start the new firmware, on trial.',
      'Restart it, then ask what it runs.',
    ),
  'update/revert-refused': ({ remoteCode, remoteMessage }) =>
    words(
      deviceSays(remoteCode, remoteMessage, 'OTA.Revert')?.said ??
        'The device was told to go back and did not.',
      'Unless it is kept it goes back by itself.',
      'Tell it once more, or wait.',
    ),
};

type OwnCode = Exclude<
  FailureCode,
  | keyof typeof linkFailures
  | keyof typeof plainWords
  | keyof typeof rpcWords
  | BundleCode
  | DeviceCode
  | UpdateCode
>;

const ownWords: Pick<Writers, OwnCode> = {
  'use/bad-option': ({ option, detail }) => own(`${option}: ${detail}.`, 'See --help.'),
  'use/not-yet': ({ option }) => own(`${option} is not built yet.`, 'Leave it out.'),
  'file/unreadable': ({ file, detail }) =>
    own(`${file} cannot be read: ${detail}.`, 'Choose the file again.'),
  'file/unwritable': ({ file, detail }) =>
    own(`${file} cannot be written: ${detail}.`, 'Choose another place.'),
  'worker/died': () =>
    words(
      'Slipway had to restart.',
      'The device is safe: what is half written is never started.',
      'Start the update anew.',
    ),
  'storage/failed': () => own('This browser keeps no files for this page.', 'Go on without.'),
  'bug/invariant': () =>
    words(
      'Internal error in Slipway.',
      'The device is safe: what is half written is never started.',
      'Save the report and start again.',
    ),
  'bug/unexpected': () =>
    words(
      'Unexpected error in Slipway.',
      'The device is safe: what is half written is never started.',
      'Save the report and start again.',
    ),
};

const writers: Writers = {
  ...linkFailures,
  ...plainWords,
  ...rpcWords,
  ...bundleWords,
  ...deviceWords,
  ...updateWords,
  ...ownWords,
};

/** The words of one failure. */
export function failureWords(failure: Failure): FailureWords {
  // code and facts belong together by the type of Failure; TypeScript cannot see it through an index
  const write = writers[failure.code] as (facts: Failure['facts']) => FailureWords;
  return write(outsideFacts(failure.facts));
}

/** All of it in one line: `app11.bin is damaged: … Nothing was sent. Download it again.` */
export function failureSentence(failure: Failure): string {
  const { headline, safety, next } = failureWords(failure);
  return [headline, safety, next].filter((part) => part !== null).join(' ');
}
