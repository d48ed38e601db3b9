/** Sizes, times and what counts them. */
import grammar from './grammar.ts';

const { capital, count } = grammar;
const minutes = (number: number): string => count(number, 'minute', 'minutes');
const seconds = (number: number): string => count(number, 'second', 'seconds');

const duration = (min: number, s: number): string => {
  if (min === 0) return `${s} s`;
  return s === 0 ? `${min} min` : `${min} min ${s} s`;
};

export default {
  numbers: {
    /** BCP 47: that of England has the day before the month. */
    dates: 'en-GB',
    /** `number`: as it is shown. */
    bytes: (number: string, isOne: boolean) => `${number} ${isOne ? 'byte' : 'bytes'}`,
    duration,
    /** The same, to be spoken; one of the two may be 0. */
    spokenDuration: (min: number, s: number) =>
      [min > 0 ? minutes(min) : '', s > 0 ? seconds(s) : '']
        .filter((part) => part !== '')
        .join(' '),
    /** `begins`: a line of its own, else in the middle of a sentence. */
    fewSeconds: (begins: boolean) => (begins ? 'A few seconds' : 'a few seconds'),
    about: (min: number, s: number, begins: boolean) =>
      `${begins ? 'About' : 'about'} ${duration(min, s)}`,
    /** `letter`: A or B. */
    slot: (letter: string) => `slot ${letter}`,
  },

  /** How long an update and its restart will take. */
  expected: {
    few: 'a few seconds',
    about: {
      seconds: (number: number) => `about ${seconds(number)}`,
      minutes: (number: number) => `about ${minutes(number)}`,
    },
    exactly: (number: number) => seconds(number),
    range: {
      seconds: (from: number, to: number) => `${from} to ${to} seconds`,
      minutes: (from: number, to: number) => `${from} to ${to} minutes`,
    },
    /** `over`: `over this cable`. */
    whole: (time: string, over: string) => `${time} ${over}`,
    restart: {
      device: (time: string) => `${time} on this device so far`,
      kind: (time: string) => `${time} on another of its kind`,
      none: (time: string) => `usually ${time}`,
    },
    lead: (whole: string, restart: string) =>
      `${capital(whole)}. It works as usual until its one restart, ${restart}.`,
  },
};
