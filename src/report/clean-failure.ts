/** A failure as a report has it: its code, the facts that are listed here, and the sentences made of those. */
import type { Failure, FailureCode, FailureFacts } from '../contracts/failure.ts';
import { failureWords } from '../messages/failures.ts';
import { terminalText } from '../messages/outside-text.ts';
import { baseName, freeText, nameText, placeText } from './clean-text.ts';

export type ReportValue = string | number | boolean | null;

export interface ReportFailure {
  readonly code: FailureCode;
  readonly facts: Readonly<Record<string, ReportValue | readonly string[]>>;
  /** What happened. */
  readonly text: string;
  readonly safety: string | null;
  readonly next: string | null;
}

type FactName = { [C in FailureCode]: keyof FailureFacts[C] }[FailureCode];
/** How a text is let through; numbers, flags and null are, as they are. */
type Rule = (text: string) => string;

/** One rule for each fact there is: a new one does not compile before somebody has decided what it may tell. */
const RULES: Readonly<Record<FactName, Rule>> = {
  about: nameText,
  address: placeText,
  before: nameText,
  algorithm: nameText,
  build: nameText,
  broken: nameText,
  buildId: nameText,
  bundle: nameText,
  by: nameText,
  bytes: nameText,
  cuts: nameText,
  detail: freeText,
  device: nameText,
  encoding: nameText,
  expected: nameText,
  feature: nameText,
  field: nameText,
  file: baseName,
  first: baseName,
  foretold: nameText,
  found: nameText,
  format: nameText,
  freeBytes: nameText,
  from: nameText,
  heard: nameText,
  image: nameText,
  inside: baseName,
  keys: nameText,
  known: nameText,
  kind: nameText,
  lacking: nameText,
  limit: nameText,
  line: nameText,
  listed: nameText,
  login: nameText,
  losses: nameText,
  lost: nameText,
  manifest: baseName,
  marginBytes: nameText,
  message: freeText,
  method: nameText,
  missing: nameText,
  name: baseName,
  names: baseName,
  offset: nameText,
  option: freeText,
  other: baseName,
  packedAnew: nameText,
  part: nameText,
  paths: nameText,
  percent: nameText,
  place: nameText,
  platform: nameText,
  reason: nameText,
  requires: nameText,
  remoteCode: nameText,
  remoteMessage: freeText,
  role: nameText,
  rule: nameText,
  running: nameText,
  seen: nameText,
  sign: baseName,
  sizeBytes: nameText,
  state: nameText,
  status: nameText,
  timeoutMs: nameText,
  to: nameText,
  took: nameText,
  value: nameText,
  version: nameText,
  waitedMs: nameText,
  why: nameText,
  words: freeText,
  worker: nameText,
};

/** Of a list of names: as many as are read. */
const MOST_NAMES = 50;

export function cleanFailure(failure: Failure): ReportFailure {
  const facts = cleanFacts(failure.facts);
  // The sentences are made of the clean facts, so that they cannot say more than those.
  const clean = { code: failure.code, facts, trace: '' } as unknown as Failure; // same members, same kinds
  const { headline, safety, next } = failureWords(clean);
  return {
    code: failure.code,
    facts,
    text: terminalText(headline),
    safety: safety === null ? null : terminalText(safety),
    next: next === null ? null : terminalText(next),
  };
}

function cleanFacts(facts: object): ReportFailure['facts'] {
  const rules = new Map<string, Rule>(Object.entries(RULES));
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]: [string, unknown]) => {
      const rule = rules.get(name);
      const clean = rule === undefined ? undefined : cleanValue(value, rule);
      return clean === undefined ? [] : [[name, clean]];
    }),
  );
}

function cleanValue(value: unknown, rule: Rule): ReportValue | readonly string[] | undefined {
  if (typeof value === 'string') return rule(value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (!Array.isArray(value)) return undefined;
  const texts = value.filter((one) => typeof one === 'string');
  return texts.slice(0, MOST_NAMES).map(rule);
}
