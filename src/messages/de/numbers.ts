import type { Catalogue } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count } = grammar;
const minutes = (number: number): string => count(number, 'Minute', 'Minuten');
const seconds = (number: number): string => count(number, 'Sekunde', 'Sekunden');

const duration = (min: number, s: number): string => {
  if (min === 0) return `${s} s`;
  return s === 0 ? `${min} Min.` : `${min} Min. ${s} s`;
};

export default {
  numbers: {
    dates: 'de',
    bytes: (number) => `${number} Byte`,
    duration,
    spokenDuration: (min, s) =>
      [min > 0 ? minutes(min) : '', s > 0 ? seconds(s) : '']
        .filter((part) => part !== '')
        .join(' '),
    fewSeconds: (begins) => (begins ? 'Einige Sekunden' : 'einige Sekunden'),
    about: (min, s, begins) => `${begins ? 'Etwa' : 'etwa'} ${duration(min, s)}`,
    slot: (letter) => `Slot ${letter}`,
  },

  expected: {
    few: 'einige Sekunden',
    about: {
      seconds: (number) => `etwa ${seconds(number)}`,
      minutes: (number) => `etwa ${minutes(number)}`,
    },
    exactly: seconds,
    range: {
      seconds: (from, to) => `${from} bis ${to} Sekunden`,
      minutes: (from, to) => `${from} bis ${to} Minuten`,
    },
    whole: (time, over) => `${time} ${over}`,
    restart: {
      device: (time) => `${time} bei diesem Gerät bisher`,
      kind: (time) => `${time} bei einem gleichartigen Gerät`,
      none: (time) => `meist ${time}`,
    },
    lead: (whole, restart) =>
      `${whole.charAt(0).toUpperCase()}${whole.slice(1)}. Das Gerät arbeitet wie gewohnt bis zu seinem einzigen Neustart, ${restart}.`,
  },
} satisfies Pick<Catalogue, 'numbers' | 'expected'>;
