/** How a firmware on trial does: each check in words, on a screen and in lines. */
import type { CheckReport } from '../contracts/product-check.ts';
import { fileSize, slotName } from './numbers.ts';
import { outside } from './outside-text.ts';
import { FAILED_CHECKS, TRIAL_CHECKS as WORDS } from './result-words.ts';
import type { FailedWords } from './result-words.ts';
import type { MarkShape } from './text-shapes.ts';

/** A line of what was checked. */
export interface Check {
  readonly mark: MarkShape;
  readonly text: string;
  readonly quiet?: string;
  readonly value: string;
}

/** A line of what a firmware on trial is checked for. */
export interface TrialCheck extends Check {
  /** Why it does not count as passed; null while it does, or is not known yet. */
  readonly failed: FailedWords | null;
  /** Its answer is still to come; a check the device says nothing about is not waited for. */
  readonly pending: boolean;
}

const MARKS = { waiting: 'wait', passed: 'go', failed: 'stop', 'not-told': 'wait' } as const;

type ProductReport = Extract<CheckReport, { kind: 'product' }>;
type BuiltInReport = Exclude<CheckReport, ProductReport>;

export function checkWords(report: CheckReport): TrialCheck {
  if (report.kind === 'product') return productCheck(report);
  const { state } = report;
  const { failed, value, ...said } = builtInWords(report);
  return {
    ...{ mark: MARKS[state], pending: state === 'waiting' },
    ...said,
    value: state === 'not-told' ? WORDS.notReported : value,
    failed: state === 'failed' ? failed() : null,
  };
}

interface BuiltInWords extends Pick<Check, 'text' | 'quiet' | 'value'> {
  readonly failed: () => FailedWords;
}

function builtInWords({ kind, state, expected, found }: BuiltInReport): BuiltInWords {
  const [was, is] = [outside(String(expected ?? '')), outside(String(found ?? ''))];
  const [most, now] = [Number(expected), Number(found)];
  switch (kind) {
    case 'version':
      return { text: WORDS.version, value: is, failed: () => FAILED_CHECKS.version(was, is) };
    case 'build': {
      const failed = () => FAILED_CHECKS.build(was, is);
      return { text: WORDS.build, value: '', quiet: is, failed };
    }
    case 'slot': {
      const failed = () => FAILED_CHECKS.slot(slotName(most), slotName(now));
      return { text: WORDS.slot, value: slotName(now), failed };
    }
    case 'restart': {
      const up = WORDS.up(Math.floor(now));
      const steady = state === 'waiting' ? WORDS.waiting(most) : up;
      const value = state === 'failed' ? WORDS.restarted : steady;
      return { text: WORDS.restart, value, failed: () => FAILED_CHECKS.restart(up) };
    }
    case 'memory': {
      const failed = () => FAILED_CHECKS.memory(fileSize(most), fileSize(now));
      return { text: WORDS.memory, value: WORDS.memoryOf(now, most), failed };
    }
    case 'network':
      return { text: WORDS.network, value: is, failed: () => FAILED_CHECKS.network(was) };
    case 'answers': {
      const value = state === 'waiting' ? WORDS.notAsked : WORDS.answered(now);
      const failed = () => FAILED_CHECKS.answers(`${most / 1_000} s`, WORDS.answered(now));
      return { text: WORDS.answers, value, failed };
    }
  }
}

/** What the product wants to hear and does not is no pass, whatever the reason. */
function productCheck({ state, name, operator, expected, found, why }: ProductReport): TrialCheck {
  const text = outside(name);
  const wanted = WORDS.wanted[operator](outside(expected));
  const told = found === null ? null : outside(found);
  const reason = why === null ? null : WORDS.notTold[why];
  const isOpen = state === 'waiting' || state === 'passed';
  const now = reason ?? told ?? WORDS.notTold['no-value'];
  return {
    mark: state === 'not-told' ? 'hold' : MARKS[state],
    ...{ text, quiet: WORDS.ofProduct, pending: state === 'waiting' },
    // Why nothing was told takes more room than a line has: `failed` says it.
    value: state === 'waiting' ? WORDS.notAsked : reason === null ? (told ?? '') : '',
    failed: isOpen ? null : FAILED_CHECKS.product(text, wanted, now),
  };
}
