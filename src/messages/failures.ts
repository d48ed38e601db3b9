/**
 * Words for every failure: what happened · is the device safe · what next. The facts come with the
 * failure, and what is text in them is shown as text from outside; a code without words does not compile.
 * `headline` is one sentence and names the part and the reason where there is one; raw device text stays
 * under "Details". Below: what links are called, what devices answer, and whether another try can help.
 */
import type { Failure, FailureCode, FailureFacts } from '../contracts/failure.ts';
import deliveryEnglish from './en/delivery-failures.ts';
import english from './en/failures.ts';
import fileAndLinkEnglish from './en/file-and-link-failures.ts';
import fileKindsEnglish from './en/file-kinds.ts';
import linkNamesEnglish from './en/link-names.ts';
import shadowEnglish from './en/shadow-failures.ts';
import { texts } from './locale.ts';
import { outside, outsideFacts } from './outside-text.ts';
import type { FailureWords, FailureWriters } from './text-shapes.ts';

const text = texts('failures', english.failures);
const bundles = texts('bundleFailures', fileAndLinkEnglish.bundleFailures);
const fileKinds = texts('fileKinds', fileKindsEnglish.fileKinds);
const deliveries = texts('deliveryFailures', deliveryEnglish.deliveryFailures);
const refusedDelivery = texts('refusedDelivery', deliveryEnglish.refusedDelivery);
const shadows = texts('shadowFailures', shadowEnglish.shadowFailures);
const shadowWords = texts('shadowWords', shadowEnglish.shadowWords);
const links = texts('linkFailures', fileAndLinkEnglish.linkFailures);
const names = texts('linkNames', linkNamesEnglish.linkNames);
/** Why the old firmware runs again, only as far as it was seen: see update/judge-return.ts. */
const wentBackSentence = texts('wentBack', english.wentBack);
const answers = texts('deviceSays', english.deviceSays);

type Refusal = { readonly remoteCode: number; readonly remoteMessage: string };

const saying = ({ remoteCode, remoteMessage }: Refusal, method: string) =>
  deviceSays(remoteCode, remoteMessage, method);

/** What the device answered, where it is known; what was refused, where it is not. */
function refusedBy(refusal: Refusal, method: string, otherwise: string): FailureWords {
  const known = saying(refusal, method);
  return known === null ? text.unknown(otherwise) : text.known(known.said, known.next);
}

/** The codes whose sentence is chosen by their facts. */
const chosen = {
  'rpc/remote': ({ method, ...refusal }) => refusedBy(refusal, method, text.refusedMethod(method)),

  'bundle/manifest-unreadable': ({ line }) =>
    line === null ? bundles.manifestUnreadable() : bundles.manifestDamaged(line),
  'bundle/merge-fails': ({ file, reason }) =>
    // The whole image, not a file in it.
    reason === 'unreadable' && file === '/'
      ? bundles.mergeFails.damaged()
      : bundles.mergeFails[reason](file),
  'bundle/part-not-replaced': ({ part, role }) => {
    const { other } = bundles.notReplaced;
    // A failure that was kept may name a role that there is no more.
    const byRole: Readonly<Record<string, typeof other>> = bundles.notReplaced;
    return (byRole[role] ?? other)(part);
  },
  'bundle/device-refuses': (refusal) => {
    const known = saying(refusal, 'OTA.Write');
    return bundles.deviceRefuses(known?.said ?? null, known?.next ?? null);
  },

  'file/no-chip': ({ file, reason }) => text.noChip[reason](file),

  'device/wants-signatures': ({ keys, lacking }) => text.wantsSignatures(keys, lacking),
  'device/same-key': ({ keys }) => text.sameKey(keys),
  'device/no-ota': ({ missing, listed }) => text.noOta(missing, listed),
  'device/no-info': ({ listed }) => text.noInfo(listed),
  'device/other-device': ({ expected, found, kind }) =>
    text.otherDevice[WHICH_DEVICE[kind ?? ''] ?? 'other'](expected, found),

  'shadow/update-failed': ({ device, ...refusal }) => {
    const said = `${outside(refusal.remoteMessage)} (${refusal.remoteCode})`;
    return shadowWords.updateFailed(device, said, saying(refusal, 'OTA.Update')?.next ?? null);
  },

  'update/begin-refused': (refusal) => refusedBy(refusal, 'OTA.Begin', text.refusedBegin),
  'update/write-refused': ({ offset, foretold, ...refusal }) => {
    const words = refusedBy(refusal, 'OTA.Write', text.refusedBlock(offset));
    return foretold === true ? { ...words, next: answers.next['ask-builder'] } : words;
  },
  'update/pull-refused': (refusal) => refusedBy(refusal, 'OTA.Update', refusedDelivery.pull),
  'update/post-refused': ({ status, ...refusal }) =>
    refusedBy(refusal, 'POST /update', refusedDelivery.post(status)),
  'update/end-refused': (refusal) => refusedBy(refusal, 'OTA.End', text.refusedEnd),
  'update/commit-refused': (refusal) =>
    text.refusedCommit(saying(refusal, 'OTA.Commit')?.said ?? null),
  'update/revert-refused': (refusal) =>
    text.refusedRevert(saying(refusal, 'OTA.Revert')?.said ?? null),
  'update/rolled-back': ({ from, to, why }) =>
    text.rolledBack(wentBackSentence[why](from, to), { from, to }, why === 'asked'),
} satisfies Partial<FailureWriters>;

/** What decides which device answers, by the kind of the link. */
const WHICH_DEVICE: Readonly<Record<string, keyof (typeof english.failures)['otherDevice']>> = {
  serial: 'cable',
  bluetooth: 'list',
  websocket: 'address',
  http: 'address',
  udp: 'address',
};

/** In the language that is spoken. */
const writers = (): FailureWriters => ({
  ...text.plain,
  ...bundles.plain,
  ...fileKinds,
  ...deliveries,
  ...shadows,
  ...linkFailures(),
  ...chosen,
});

/** The words of one failure. */
export function failureWords(failure: Failure): FailureWords {
  // code and facts belong together by the type of Failure; TypeScript cannot see it through an index
  const write = writers()[failure.code] as (facts: Failure['facts']) => FailureWords;
  return write(outsideFacts(failure.facts));
}

/** All of it in one line: `app11.bin is damaged: … Nothing was sent. Download it again.` */
export function failureSentence(failure: Failure): string {
  const { headline, safety, next } = failureWords(failure);
  return [headline, safety, next].filter((part) => part !== null).join(' ');
}

type LinkFailureWriters = Pick<FailureWriters, Extract<FailureCode, `link/${string}`>>;

/** What a page asks the browser for, by the kind of the link. */
function asked(kind: string): 'serial' | 'bluetooth' | 'other' {
  return kind === 'serial' || kind === 'bluetooth' ? kind : 'other';
}

function held({ kind, by }: FailureFacts['link/held']): FailureWords {
  if (by === 'other-tab') return links.held.tab();
  return kind === 'bluetooth' ? links.held.app() : links.held.program();
}

/** Words for what links do, in the language that is spoken. */
const linkFailures = (): LinkFailureWriters => ({
  ...links.plain,
  'link/lost': ({ kind }) => links.lost[linkNames(kind).loss](),
  'link/refused': ({ address, detail }) =>
    detail === 'unplugged' ? links.refused.unplugged(address) : links.refused.other(address),
  'link/held': held,
  'link/not-allowed': ({ kind }) => links.notAllowed[asked(kind)](),
  'link/no-feature': ({ kind }) => links.noFeature[asked(kind)](),
  'link/no-answer': ({ heard, bytes }) => links.noAnswer[heard](bytes),
  'link/rpc-off': ({ seen }) => links.rpcOff[seen](),
});

/** What is out of place when a link is lost: a cable, the device's distance, or nobody can tell. */
type Loss = 'cable' | 'reach' | 'link';

export interface LinkNames {
  /** Of the link panel. */
  readonly name: string;
  /** Of the report. */
  readonly inReport: string;
  /** After how long something takes. */
  readonly over: string;
  readonly loss: Loss;
}

/** By kind of link; `words`: their name in `linkNames` of the language. */
export const LINK_NAMES: Readonly<
  Record<string, { readonly words: keyof typeof linkNamesEnglish.linkNames; readonly loss: Loss }>
> = {
  serial: { words: 'serial', loss: 'cable' },
  bluetooth: { words: 'bluetooth', loss: 'reach' },
  websocket: { words: 'websocket', loss: 'link' },
  tcp: { words: 'tcp', loss: 'link' },
  udp: { words: 'udp', loss: 'link' },
  http: { words: 'http', loss: 'link' },
  mqtt: { words: 'mqtt', loss: 'link' },
  loopback: { words: 'loopback', loss: 'link' },
};

export function linkNames(kind: string): LinkNames {
  const { words, loss } = LINK_NAMES[kind] ?? { words: 'other', loss: 'link' };
  return { ...names[words], loss };
}

/**
 * What devices answer, in our words (texts of the device's core: device-core.md#messages, boot-schemes.md#esp32), and what
 * helps. `Try again` stands only where another try may end otherwise. null for what is not known: the caller says
 * what was refused, the raw text stays under "Details".
 */
export interface DeviceSaying {
  readonly said: string;
  /** null: there is nothing to do. */
  readonly next: string | null;
  /** The same again may end otherwise: what is in the way passes. */
  readonly mayPass: boolean;
}

type Answer = keyof (typeof english.deviceSays)['said'];

type Advice = keyof (typeof english.deviceSays)['next'];

/** What only another file or another way helps against. */
const LASTING: readonly Advice[] = [
  'ask-builder',
  'ask-fitting',
  'as-built',
  'by-cable',
  'other-way',
];

/** The first that fits counts: what is more special comes first. */
const SAYINGS: readonly (readonly [pattern: RegExp, said: Answer, next: Advice])[] = [
  [/Wrong platform/i, 'other-chip', 'ask-fitting'],
  [/Not signed|Invalid signature|Signatures cannot be/i, 'signature', 'ask-builder'],
  [/Updates are not allowed/i, 'no-updates', 'by-cable'],
  [/Invalid checksum format/i, 'checksum-format', 'ask-builder'],
  [/Size mismatch|App file too short/i, 'part-size', 'ask-builder'],
  [/Invalid CRC|Digest mismatch|Checksum mismatch|Invalid checksum/i, 'not-intact', 'again'],
  [/Image too big/i, 'too-big', 'ask-fitting'],
  [/Invalid size|load_addr|Missing FS parameters/i, 'other-flash', 'ask-fitting'],
  [/Write failed|Erase failed|Failed to (start )?write/i, 'write-failed', 'again'],
  [/Failed to set|Cannot save update status|write new boot cfg/i, 'switch-failed', 'again'],
  [/already in progress|is in progress|(init|create) updater/i, 'under-way', 'wait'],
  [/not been committed/i, 'not-kept', 'keep'],
  [/No update in progress/i, 'no-update', 'anew'],
  [/Expected offset/i, 'other-block', 'anew'],
  [/Wrong state for finalize/i, 'not-whole', 'anew'],
  [/timed out/i, 'timed-out', 'anew'],
  [
    /Not in OTA boot mode|No (app|fs) slots|No slots available|OTA is not supported/i,
    'no-second-slot',
    'by-cable',
  ],
  [
    /compressed|file size is unknown|Malformed archive|Too long file name|instead of manifest/i,
    'archive',
    'as-built',
  ],
  [/Incomplete update package|Missing (fw|fs) part/i, 'part-missing', 'ask-fitting'],
  [/manifest/i, 'manifest', 'ask-builder'],
  [/Out of memory/i, 'memory', 'restart'],
  [/Update aborted/i, 'broken-off', 'anew'],
  [/Failed to connect/i, 'no-connection', 'check-url'],
  [/Invalid HTTP response code|Invalid content-length/i, 'no-file', 'check-url'],
  [/same as current|Not Modified/i, 'same-firmware', 'other-way'],
  [/POST updates are disabled/i, 'no-post', 'other-way'],
  [/in base64/i, 'base64', 'again'],
  [/shutting down/i, 'restarting', 'soon'],
];

/** Of parts outside the slots, each by its own name. */
const OUTSIDE: readonly (readonly [
  pattern: RegExp,
  what: keyof (typeof english.deviceSays)['replaces'],
])[] = [
  [/Partition table update/i, 'partition-table'],
  [/NVS update/i, 'nvs'],
  [/Boot settings update/i, 'boot-settings'],
  [/Boot loader update|boot write addr|bl_dev/i, 'boot-loader'],
  [/Part update/i, 'other'],
];

/** `method`: the one that was refused. */
export function deviceSays(code: number, message: string, method: string): DeviceSaying | null {
  const outside = OUTSIDE.find(([pattern]) => pattern.test(message));
  if (outside !== undefined) return stays(answers.replaces[outside[1]], 'ask-without');
  const known = SAYINGS.find(([pattern]) => pattern.test(message));
  if (known !== undefined) {
    const [, said, next] = known;
    return { said: answers.said[said], next: answers.next[next], mayPass: !LASTING.includes(next) };
  }
  return sayingOfCode(code, method);
}

const stays = (said: string, next: Advice | null): DeviceSaying => ({
  said,
  next: next === null ? null : answers.next[next],
  mayPass: false,
});

function sayingOfCode(code: number, method: string): DeviceSaying | null {
  switch (code) {
    case 404:
      return stays(answers.noMethod(method), method.startsWith('OTA.') ? 'by-cable' : null);
    case 401:
      return stays(answers.said.password, 'sign-in');
    case 403:
      return stays(answers.notAllowed(method), 'allow');
    default:
      return null;
  }
}

/**
 * Can the same file on the same device end otherwise? Not where the file is refused, nor where the device named a
 * reason that stays (deviceSays). Of what nobody knows the reason of, a try may be worth it.
 */
export function tryAgainHelps(failure: Failure): boolean {
  const { code, facts } = failure;
  if (code.startsWith('bundle/') || STAYS.includes(code)) return false;
  if (code === 'rpc/remote') return saysSo(facts, facts.method);
  if (code === 'update/begin-refused') return saysSo(facts, 'OTA.Begin');
  if (code === 'update/write-refused') return facts.foretold !== true && saysSo(facts, 'OTA.Write');
  if (code === 'update/pull-refused') return saysSo(facts, 'OTA.Update');
  if (code === 'update/post-refused') return saysSo(facts, 'POST /update');
  if (code === 'update/end-refused') return saysSo(facts, 'OTA.End');
  return true;
}

/** What the next try would find as it is. */
const STAYS: readonly FailureCode[] = [
  'device/no-ota',
  'device/no-info',
  'device/wants-signatures',
  'device/same-key',
  'device/older',
  'device/other-app',
  'device/boot-loader',
  'device/two-answers',
  'device/wrong-password',
  'update/no-block-arrives',
  'update/taken-over',
];

const saysSo = (
  facts: { readonly remoteCode: number; readonly remoteMessage: string },
  method: string,
): boolean => deviceSays(facts.remoteCode, facts.remoteMessage, method)?.mayPass ?? true;

/** Words that every troubleshooting page shares. */
export const troubleshootingWords = texts('troubleshooting', fileAndLinkEnglish.troubleshooting);
