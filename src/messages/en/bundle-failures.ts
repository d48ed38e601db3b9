/** Why a firmware file is refused, before the first byte is sent: see failures.ts. */
import type { FailureWords, FailureWriters } from '../failure-shape.ts';
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

const mergeFails = (headline: string): FailureWords =>
  refused(headline, 'The device would start it once and go back by itself.');
const cannotTake = (file: string): FailureWords =>
  mergeFails(`${file} of the device cannot be taken over.`);
const replaces = (what: string, part: string): FailureWords =>
  refused(
    `Replaces ${what} (part "${part}"), which an update of this device does not do.`,
    'Ask for a build without it.',
  );

export default {
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
    'bundle/compressed': ({ file }) => packed(`${file} is compressed`),
    'bundle/streamed': ({ file }) => packed(`${file} has its size behind it`),
    'bundle/manifest-not-first': ({ first }) => packed(`${first} comes before manifest.json`),
    'bundle/unsupported': ({ feature }) => packed(`it uses ${feature}`),
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
  } satisfies Partial<FailureWriters>,

  manifestUnreadable: (detail: string) =>
    refused(`manifest.json cannot be read: ${detail}.`, ASK_BUILDER),
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
};
