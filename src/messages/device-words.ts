import type { Failure } from '../contracts/failure.ts';
import { failureWords } from './failures.ts';
import { outside } from './outside-text.ts';

/** Why `npm run device` did not start: one sentence. */
export function deviceFailureWords(failure: Failure): string {
  if (failure.code === 'use/bad-option')
    return badOptionWords(failure.facts.option, failure.facts.detail);
  if (failure.code === 'file/unreadable')
    return `${outside(failure.facts.file)} cannot be used: ${outside(failure.facts.detail)}.`;
  if (failure.code === 'link/refused')
    return `Cannot listen at ${outside(failure.facts.address)}: ${outside(failure.facts.detail)}.`;
  return failureWords(failure).headline;
}

/** Details that the reading of options gives; anything else is the value that was not taken. */
export function badOptionWords(option: string, detail: string): string {
  switch (detail) {
    case 'unknown':
      return `There is no option ${option}.`;
    case 'stray':
      return `"${option}" belongs to no option.`;
    case 'no value':
      return `${option} needs a value.`;
    default:
      return `${option} does not take "${detail}".`;
  }
}
