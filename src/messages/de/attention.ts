import type { Catalogue } from '../catalogue.ts';
import { countdown } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin } = grammar;

export default {
  awake: {
    short: 'Bildschirm bleibt an',
    on: [
      'Bildschirm bleibt an.',
      'Lassen Sie diese Seite vorn; hinter einer anderen App kann sie anhalten.',
    ],
    refused: [
      'Der Bildschirm kann ausgehen; das Update läuft weiter,',
      'lassen Sie die Seite geöffnet.',
    ],
    missing: [
      'Dieser Browser kann den Bildschirm nicht anlassen.',
      'Er kann ausgehen; das Update läuft weiter, lassen Sie die Seite geöffnet.',
    ],
  },
  sound: 'Ton und Vibration, wenn es fertig ist oder Sie gebraucht werden',
  notice: {
    done: (device, version) => `${begin(device)} läuft mit ${version}.`,
    wentBack: (device, version) => `${begin(device)} ist zu ${version} zurückgegangen.`,
    lost: (device, version) =>
      `${begin(device)} ist nicht zu erreichen. Zuletzt lief es mit ${version}.`,
    needsYou: (version, leftMs) =>
      leftMs === null
        ? `${version} wartet auf Sie: behalten oder zurückgehen.`
        : `${version} wartet auf Sie: noch ${countdown(leftMs)} zum Behalten.`,
  },
} satisfies Catalogue['attention'];
