/**
 * Words for every failure: what happened · is the device safe · what next. The facts come with the
 * failure, and what is text in them is shown as text from outside; a code without words does not compile. `headline` is one sentence and names the part and
 * the reason where there is one; raw device text stays under "Details".
 */
import type { Failure } from '../contracts/failure.ts';
import { deviceSays } from './device-says.ts';
import bundleEnglish from './en/bundle-failures.ts';
import english from './en/failures.ts';
import type { FailureWords, FailureWriters } from './failure-shape.ts';
import { linkFailures } from './link-failures.ts';
import { texts } from './locale.ts';
import { outsideFacts } from './outside-text.ts';
import { wentBackSentence } from './return-words.ts';

const text = texts('failures', english);
const bundles = texts('bundleFailures', bundleEnglish);

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

  'bundle/manifest-unreadable': ({ detail, line }) =>
    line === null ? bundles.manifestUnreadable(detail) : bundles.manifestDamaged(line),
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

  'device/no-ota': ({ missing, listed }) => text.noOta(missing, listed),
  'device/no-info': ({ listed }) => text.noInfo(listed),
  'device/other-device': ({ expected, found, kind }) =>
    text.otherDevice[WHICH_DEVICE[kind ?? ''] ?? 'other'](expected, found),

  'update/begin-refused': (refusal) => refusedBy(refusal, 'OTA.Begin', text.refusedBegin),
  'update/write-refused': ({ offset, ...refusal }) =>
    refusedBy(refusal, 'OTA.Write', text.refusedBlock(offset)),
  'update/end-refused': (refusal) => refusedBy(refusal, 'OTA.End', text.refusedEnd),
  'update/commit-refused': (refusal) =>
    text.refusedCommit(saying(refusal, 'OTA.Commit')?.said ?? null),
  'update/revert-refused': (refusal) =>
    text.refusedRevert(saying(refusal, 'OTA.Revert')?.said ?? null),
  'update/rolled-back': ({ from, to, why }) =>
    text.rolledBack(wentBackSentence[why](from, to), { from, to }, why === 'asked'),
} satisfies Partial<FailureWriters>;

/** What decides which device answers, by the kind of the link. */
const WHICH_DEVICE: Readonly<Record<string, keyof (typeof english)['otherDevice']>> = {
  serial: 'cable',
  bluetooth: 'list',
  websocket: 'address',
  http: 'address',
};

/** In the language that is spoken. */
const writers = (): FailureWriters => ({
  ...text.plain,
  ...bundles.plain,
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
