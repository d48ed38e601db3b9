/** Failures of devices and updates, and what devices answer. Those of files and links: file-and-link-failures.ts. */
import type { FailureWords, FailureWriters } from '../text-shapes.ts';
import { countdown, fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const NOTHING_SENT = 'Nothing was sent.';
const BY_ITSELF = 'Unless it is kept it goes back by itself.';
const HALF_WRITTEN = 'The device is safe: what is half written is never started.';

const words = (headline: string, safety: string | null, next: string | null): FailureWords => ({
  headline,
  safety,
  next,
});

/** A bundle is refused before the first byte. */
const refused = (headline: string, next: string): FailureWords =>
  words(headline, NOTHING_SENT, next);

const kept = (headline: string, next: string | null): FailureWords =>
  words(headline, 'The device runs its old firmware as before.', next);

const OTHER_CHIP = 'Choose another saved chip.';

const own = (headline: string, next: string | null): FailureWords => words(headline, null, next);

const otherDevice = (expected: string, found: string, look: string): FailureWords =>
  words(
    `${found} answers where ${expected} was.`,
    `${expected} keeps its old firmware, or goes back to it by itself.`,
    `${look}, then look for ${expected} again.`,
  );

const replaces = (what: string): string =>
  `The file replaces ${what}, which this device does not do over RPC.`;

const keysOf = (slots: readonly string[], whose: string): string =>
  `${whose} ${slots.length === 1 ? 'key' : 'keys'} ${grammar.list(slots)}`;

function lacksKeys(keys: readonly string[], lacking: readonly string[]): string {
  if (lacking.length < keys.length) return `It lacks that of ${keysOf(lacking, '').trim()}.`;
  if (keys.length === 1) return 'This file is not.';
  return keys.length === 2 ? 'This file has neither.' : 'This file has none of them.';
}

export default {
  /** Everything that can fail but links and files. */
  failures: {
    /** By their code alone. */
    plain: {
      cancelled: () => kept('Cancelled. Nothing has changed.', null),
      'frame/too-long': ({ bytes, limit }) =>
        kept(
          `A block of ${bytes} bytes is more than this device takes (${limit}).`,
          'Choose a smaller block size.',
        ),

      'rpc/timeout': ({ method, timeoutMs }) =>
        kept(`The device did not answer ${method} within ${countdown(timeoutMs)}.`, 'Try again.'),
      'rpc/bad-reply': ({ method }) =>
        kept(
          `The device answered ${method} with something else.`,
          'Check that it is a Mongoose OS device.',
        ),

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
      'bundle/needs-version': ({ version, requires, before }) =>
        refused(
          `${version} may only follow ${requires}; before it is ${before}.`,
          'Ask your supplier for the version between, and update to that first.',
        ),
      'bundle/bad-requires': ({ requires }) =>
        refused(
          `The firmware names the versions that may run before it as "${requires}", which is no rule.`,
          'Ask your supplier for a new file.',
        ),
      'bundle/no-route': ({ file, other, why }) =>
        refused(
          `${file} and ${other} are no steps of one update: ${
            {
              application: 'they are different applications',
              platform: 'they are for different chips',
              'no-order': 'their versions cannot be put in an order',
              'same-version': 'they have the same version',
            }[why]
          }.`,
          'Give only files that follow each other.',
        ),
      'bundle/nothing-newer': ({ running }) =>
        refused(
          `The device already runs ${running}: none of the files is newer.`,
          'Nothing has to be done.',
        ),
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
      'device/no-room': ({ file, bytes, freeBytes }) =>
        words(
          `${file} needs ${fileSize(bytes)}, and ${fileSize(freeBytes)} are free on the device.`,
          'The files of the device are as they were.',
          'Remove files that are not needed, or make this one smaller.',
        ),
      'device/file-differs': ({ file }) =>
        words(
          `${file} is not on the device as it was sent: what was read back differs.`,
          'The files of the device are as they were.',
          'Put it again.',
        ),
      'device/settings-differ': ({ paths }) =>
        words(
          `The device has not taken over: ${paths.join(', ')}.`,
          'Its firmware is untouched.',
          'Load the settings again to see what they are now.',
        ),
      'device/not-restarted': ({ waitedMs }) =>
        words(
          `The settings are saved; the device was not seen to restart within ${countdown(waitedMs)}.`,
          'Its firmware is untouched.',
          'If its address or network was changed, connect to it there.',
        ),
      'device/wrong-password': () =>
        kept('The device refuses this user or this password.', 'Check both, and sign in again.'),
      'device/in-use': ({ device }) =>
        refused(
          `${device} is being updated elsewhere in this browser: in another tab, or by a roll-out.`,
          'Go on there, or wait until that is over.',
        ),
      'device/two-answers': ({ device }) =>
        words(
          `Two answers came to one request: somebody else answers as ${device}.`,
          HALF_WRITTEN,
          'Ask whoever runs the broker to let only the device publish its answers.',
        ),
      'device/boot-loader': ({ part }) =>
        words(
          `Replaces the boot loader (part "${part}").`,
          'If power fails in those seconds the device may not start again.',
          'Allow it only with the power secured.',
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

      'rehearsal/not-safe': ({ cuts, broken, lost }) =>
        own(
          broken > 0
            ? `After ${broken} of ${cuts} power cuts the rehearsed device does not come to rest on a whole firmware.`
            : `The rehearsed device loses ${lost === 1 ? 'a file' : `${lost} files`}.`,
          'Do not write this file: look at what the rehearsal names.',
        ),
      'rehearsal/no-stand-in': ({ platform }) =>
        own(
          `No ${platform} can be emulated here, so there is nothing to rehearse on.`,
          'Update one device of this kind and watch it.',
        ),

      'use/bad-option': ({ option, detail }) => own(`${option}: ${detail}.`, 'See --help.'),
      'file/unreadable': ({ file, detail }) =>
        own(`${file} cannot be read: ${detail}.`, 'Choose the file again.'),
      'file/no-checks': ({ file, place }) =>
        own(
          `${file} holds no checks that can be used${place === '' ? '' : `: see ${place}`}.`,
          'A check asks only what reads. docs/CHECKS.md shows how one is written.',
        ),
      'file/no-recording': ({ file, place }) =>
        own(
          place === ''
            ? `${file} is not a recording of an update.`
            : `${file} is damaged, or from another version of Slipway: see ${place}.`,
          'Choose a file that was saved with Save recording.',
        ),
      'file/gone': ({ file }) => own(`${file} is gone again.`, 'Choose the file again.'),
      'file/not-fetched': ({ file, status }) =>
        own(
          `${file} cannot be fetched: ${status === null ? 'no network' : `status ${status}`}.`,
          'Try again when the network is back.',
        ),
      'file/replaced': () => own('Another file was chosen meanwhile.', 'Choose the file again.'),
      'file/no-filesystem': ({ file }) =>
        own(`${file} cannot be read: no filesystem is in it.`, 'Choose another file.'),
      'file/unknown-profile': ({ file, name }) =>
        own(`${file} is a chip of the profile ${name}, which is not known here.`, OTHER_CHIP),
      'file/other-size': ({ file, found, expected }) =>
        own(`The flash in ${file} has ${found} bytes, this chip has ${expected}.`, OTHER_CHIP),
      'file/unwritable': ({ file, detail }) =>
        own(`${file} cannot be written: ${detail}.`, 'Choose another place.'),
      'worker/died': () => words('Slipway had to restart.', HALF_WRITTEN, 'Connect again.'),
      'storage/failed': () => own('This browser keeps no files for this page.', 'Go on without.'),
      'bug/invariant': () =>
        words('Internal error in Slipway.', HALF_WRITTEN, 'Save the report and start again.'),
      'bug/unexpected': () =>
        words('Unexpected error in Slipway.', HALF_WRITTEN, 'Save the report and start again.'),
    } satisfies Partial<FailureWriters>,

    /** Why a file is no saved chip. */
    noChip: {
      'no-archive': (file: string) => own(`${file} is not a saved chip.`, OTHER_CHIP),
      'no-facts': (file: string) =>
        own(`${file} is not a saved chip: its chip.json has something else.`, OTHER_CHIP),
      digest: (file: string) =>
        own(`${file} is damaged: the SHA-256 of its flash differs.`, OTHER_CHIP),
    },

    /** The answer of a device that is known, and one that is not. `what`: was refused. */
    known: (said: string, next: string | null) => kept(said, next),
    unknown: (what: string) => kept(what, 'Its own words are under Details.'),
    refusedMethod: (method: string) => `The device refused ${method}.`,
    refusedBegin: 'The device refused to begin.',
    refusedBlock: (offset: number) => `The device refused the block at ${fileSize(offset)}.`,
    refusedEnd: 'The device refused to finish the update.',
    /** `said`: where its answer is known. */
    refusedCommit: (said: string | null) =>
      words(said ?? 'The device did not keep the new firmware.', BY_ITSELF, 'Keep it once more.'),
    refusedRevert: (said: string | null) =>
      words(
        said ?? 'The device was told to go back and did not.',
        BY_ITSELF,
        'Tell it once more, or wait.',
      ),

    /** `listed`: by its method list. */
    /** `keys`: those that must have signed; `lacking`: those that did not. */
    wantsSignatures: (keys: readonly string[], lacking: readonly string[]) =>
      keys.length === 0
        ? refused('This device allows no update.', 'Ask whoever set it up.')
        : refused(
            `This device accepts only firmware signed by ${keysOf(keys, 'its')}. ${lacksKeys(keys, lacking)}`,
            'Ask your supplier for a signed one.',
          ),
    sameKey: (keys: readonly string[]) =>
      refused(
        `${keysOf(keys, 'Its')} are the same: one signer stands for all of them.`,
        'Ask whoever set the device up.',
      ),
    noOta: (missing: readonly string[], listed: boolean) =>
      refused(
        listed
          ? `The firmware on this device has no updates over RPC: its method list has no ${missing.join(', ')}.`
          : `The firmware on this device does not have ${missing.join(', ')}.`,
        "Flash it by cable with the maker's tool.",
      ),
    /** `listed`: methods in its list; null = it gave none. */
    noInfo: (listed: number | null) =>
      refused(
        listed === null
          ? 'The device answers, but does not have Sys.GetInfo, which tells what it runs.'
          : `The device answers, but has no Sys.GetInfo among its ${listed} methods: it is no Mongoose OS firmware as we know it.`,
        'Update it with the tool of its maker.',
      ),

    /** By what decides which device answers. */
    otherDevice: {
      cable: (expected: string, found: string) =>
        otherDevice(expected, found, 'See which device is on the cable'),
      list: (expected: string, found: string) =>
        otherDevice(expected, found, 'Choose the device again in the browser’s list'),
      address: (expected: string, found: string) =>
        otherDevice(expected, found, 'Check the address'),
      other: (expected: string, found: string) =>
        otherDevice(expected, found, 'See which device is connected'),
    },

    /** `headline`: why it went back. `asked`: it was told to. */
    rolledBack: (
      headline: string,
      move: { readonly from: string; readonly to: string },
      asked: boolean,
    ) =>
      words(
        headline,
        `It is safe and runs ${move.from}.`,
        asked ? null : `Try ${move.to} again, or ask why it did not last.`,
      ),
  },

  /** Why the old firmware runs again, only as far as it was seen: see update/judge-return.ts. */
  wentBack: {
    asked: (from: string) => `The device went back to ${from}, as it was told.`,
    checks: (from: string, to: string) =>
      `The checks of ${to} failed, and the device was told to go back to ${from}.`,
    'time-over': (from: string, to: string) =>
      `The device went back from ${to} to ${from} by itself: the time to keep it was over.`,
    restarted: (from: string, to: string) =>
      `The device restarted before ${to} was kept, and runs ${from} again.`,
    'not-seen': (from: string, to: string) =>
      `The device came back with ${from}: ${to} was not seen running.`,
  },

  /** What devices answer when they refuse something, in plain words, and what helps. */
  deviceSays: {
    said: {
      'other-chip': 'This firmware is for another chip.',
      signature: 'This device takes only firmware that its keys signed.',
      'no-updates': 'This device allows no update.',
      'checksum-format': 'A checksum in the manifest is not readable.',
      'part-size': 'A part is not as long as the manifest says.',
      'not-intact': 'A part did not arrive intact.',
      'too-big': 'A part is larger than the slot of this device.',
      'other-flash': 'The manifest describes another flash than this device has.',
      'write-failed': 'The flash refused a write.',
      'switch-failed': 'The device could not switch to the new firmware.',
      'under-way': 'An update is already under way on the device.',
      'not-kept': 'The running firmware is not kept yet.',
      'no-update': 'The device knows of no update any more.',
      'other-block': 'The device waits for another block.',
      'not-whole': 'The device has not got the whole update.',
      'timed-out': 'The device stopped waiting.',
      'no-second-slot': 'This device has no second slot, so it cannot be updated this way.',
      archive: 'The device cannot read this archive.',
      'part-missing': 'The archive lacks a part this device needs.',
      manifest: 'The device does not accept the manifest.',
      memory: 'The device has too little free memory.',
      'broken-off': 'The update was broken off.',
      base64: 'The device could not read a block.',
      restarting: 'The device is about to restart.',
      'no-connection': 'The device could not connect to the server of the file.',
      'no-file': 'The server did not give the device the file.',
      'same-firmware': 'The device runs this firmware already.',
      'no-post': 'The device takes no uploads.',
      password: 'The device asks for a password.',
    },

    /** Parts outside the slots, each by its own name. */
    replaces: {
      'partition-table': replaces('the partition table'),
      nvs: replaces('the stored settings (NVS)'),
      'boot-settings': replaces('the boot settings'),
      'boot-loader': replaces('the boot loader'),
      other: replaces('a part outside the slots'),
    },

    noMethod: (method: string) => `The device does not have ${method}.`,
    notAllowed: (method: string) => `The access rules of the device do not allow ${method} here.`,

    next: {
      again: 'Try again.',
      anew: 'Start the update anew.',
      'ask-builder': 'Ask your supplier for a new file.',
      'ask-fitting': 'Ask for the build for this device.',
      'ask-without': 'Ask for a build without it.',
      'as-built': 'Ask your supplier for the original fw.zip.',
      'by-cable': "Flash it by cable with the maker's tool.",
      wait: 'Wait until it is over, or discard it.',
      keep: 'Keep it or go back before a new update.',
      restart: 'Restart the device, then try again.',
      soon: 'Try again in a few seconds.',
      'sign-in': 'Sign in with a user and a password of the device.',
      'check-url': 'Check that the device reaches the address.',
      'other-way': 'Send it another way.',
      allow: 'Allow it on the device (rpc.acl), or use another connection.',
    },
  },
};
