/** Words of a roll-out, for the screen that leads one. */
import keptEnglish from './en/kept-roll-out.ts';
import english from './en/roll-out.ts';
import checksEnglish from './en/roll-out-checks.ts';
import reportEnglish from './en/roll-out-report.ts';
import { locale, texts } from './locale.ts';

export const rollOutWords = texts('rollOut', english);

export const rollOutReportWords = texts('rollOutReport', reportEnglish);

/** By which checks its firmware is kept. */
export const rollOutCheckWords = texts('rollOutChecks', checksEnglish);

/** Of one that a broker keeps. */
export const keptRollOutWords = texts('keptRollOut', keptEnglish);

/** `1 Nov 2026, 14:35:20`, of a wall clock in ms since 1970. */
export const dayAndTime = (atMs: number): string =>
  new Intl.DateTimeFormat(locale.tag, { dateStyle: 'medium', timeStyle: 'medium' }).format(atMs);
