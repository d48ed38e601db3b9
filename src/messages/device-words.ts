import type { Failure } from '../contracts/failure.ts';
import english from './en/device-command.ts';
import { failureWords } from './failures.ts';
import { texts } from './locale.ts';
import { outside } from './outside-text.ts';

const text = texts('deviceCommand', english);

/** Why `npm run device` did not start: one sentence. */
export function deviceFailureWords(failure: Failure): string {
  if (failure.code === 'use/bad-option')
    return badOptionWords(failure.facts.option, failure.facts.detail);
  if (failure.code === 'file/unreadable')
    return text.unusable(outside(failure.facts.file), outside(failure.facts.detail));
  if (failure.code === 'link/refused')
    return text.noListening(outside(failure.facts.address), outside(failure.facts.detail));
  return failureWords(failure).headline;
}

/** Details that the reading of options gives; anything else is the value that was not taken. */
export function badOptionWords(option: string, detail: string): string {
  switch (detail) {
    case 'unknown':
      return text.badOption.unknown(option);
    case 'stray':
      return text.badOption.stray(option);
    case 'no value':
      return text.badOption.noValue(option);
    default:
      return text.badOption.value(option, detail);
  }
}
