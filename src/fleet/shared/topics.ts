/** Where a broker keeps a roll-out: all below one root. */

const ROOT = 'slipway/roll-outs';
const DEVICES = 'devices/';
const GONE = 'gone/';
const RUNNERS = 'runners/';
/** Those who share the jobs, whatever roll-out they are of. */
const SHARE = '$share/slipway';

export interface RollOutTopics {
  readonly plan: string;
  readonly control: string;
  readonly claim: string;
  /** Not kept: the will of a coordinator's connection. */
  readonly gone: (owner: string) => string;
  /** Ids may have any character; a topic has it as URLs do. */
  readonly device: (id: string) => string;
  /** A runner's, by its owner: how many devices it takes at once. */
  readonly runner: (owner: string) => string;
  readonly runners: string;
  /** What runners are to do: published there, each goes to one of those who subscribe as `sharedJobs` says. */
  readonly jobs: string;
  readonly sharedJobs: string;
  /** What runners say of their jobs, and what one of them is told of its own. */
  readonly answers: string;
  readonly orders: (owner: string) => string;
  /** In the order in which what is kept is wanted. */
  readonly all: readonly string[];
}

export function topicsOf(rollOut: string): RollOutTopics {
  const root = `${ROOT}/${rollOut}`;
  return {
    plan: `${root}/plan`,
    control: `${root}/control`,
    claim: `${root}/claim`,
    gone: (owner) => `${root}/${GONE}${owner}`,
    device: (id) => `${root}/${DEVICES}${encodeURIComponent(id)}`,
    runner: (owner) => `${root}/${RUNNERS}${owner}`,
    runners: `${root}/${RUNNERS}+`,
    jobs: `${root}/jobs`,
    sharedJobs: `${SHARE}/${root}/jobs`,
    answers: `${root}/answers`,
    orders: (owner) => `${root}/orders/${owner}`,
    all: [
      `${root}/claim`,
      `${root}/${GONE}+`,
      `${root}/plan`,
      `${root}/control`,
      `${root}/${DEVICES}+`,
    ],
  };
}

/** Which roll-outs there are, and who coordinates them; the name is the third level. */
export const ALL_ROLL_OUTS = [`${ROOT}/+/claim`, `${ROOT}/+/${GONE}+`, `${ROOT}/+/plan`] as const;

/** Of ALL_ROLL_OUTS; null = none of them. */
export function readAnyTopic(
  topic: string,
):
  | { readonly rollOut: string; readonly kind: 'plan' }
  | { readonly rollOut: string; readonly kind: 'claim' }
  | { readonly rollOut: string; readonly kind: 'gone'; readonly owner: string }
  | null {
  const rollOut = topic.slice(ROOT.length + 1).split('/')[0] ?? '';
  const of = readTopic(rollOut, topic);
  if (of === null || of.kind === 'device' || of.kind === 'control') return null;
  return of.kind === 'gone' ? { rollOut, ...of } : { rollOut, kind: of.kind };
}

export type TopicOf =
  | { readonly kind: 'plan' | 'control' | 'claim' }
  | { readonly kind: 'gone'; readonly owner: string }
  | { readonly kind: 'device'; readonly id: string };

/** null = none of a roll-out's. */
export function readTopic(rollOut: string, topic: string): TopicOf | null {
  const root = `${ROOT}/${rollOut}/`;
  if (!topic.startsWith(root)) return null;
  const name = topic.slice(root.length);
  if (name === 'plan' || name === 'control' || name === 'claim') return { kind: name };
  if (name.startsWith(GONE)) return { kind: 'gone', owner: name.slice(GONE.length) };
  if (!name.startsWith(DEVICES)) return null;
  try {
    return { kind: 'device', id: decodeURIComponent(name.slice(DEVICES.length)) };
  } catch {
    return null; // a lone per cent sign
  }
}
