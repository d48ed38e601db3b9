import type { CommandTexts } from '../catalogue.ts';

export default {
  pushRoute: {
    planned: (of) => `${of.steps === 1 ? '1 Schritt' : `${of.steps} Schritte`}: ${of.versions}`,
    requires: (version, requires) => `${version} (nach ${requires})`,
    passedOver: (versions) => `Nicht neuer als das, was läuft: ${versions}`,
    begin: (number, of, version) => `Schritt ${number} von ${of}: ${version}`,
    done: (number, of) => `Schritt ${number} von ${of} wird behalten.`,
    stopped: (number, of) =>
      `Angehalten bei Schritt ${number} von ${of}. Weitere Schritte wurden nicht begonnen.`,
  },
} satisfies Pick<CommandTexts, 'pushRoute'>;
