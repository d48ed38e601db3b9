import type { Catalogue } from '../catalogue.ts';

export default {
  ask: 'In diesem Browser behalten',
  says: {
    unknown: '',
    missing:
      'Dieser Browser kann nicht zusagen, die Daten von Slipway zu behalten; bei Platzmangel löscht er sie vielleicht.',
    'may-go':
      'Bei Platzmangel löscht der Browser vielleicht bekannte Geräte, Verlauf, Übungschip und Offline-Seite.',
    asking: 'Der Browser wird gefragt. Vielleicht fragt er Sie.',
    held: 'Dieser Browser behält die Daten von Slipway, bis Sie sie löschen.',
    refused:
      'Der Browser hat nicht zugestimmt: Bei Platzmangel löscht er vielleicht die Daten von Slipway. Manche stimmen zu, wenn die Seite installiert oder ein Lesezeichen ist.',
    failed: 'Der Browser hat nicht gesagt, ob er die Daten von Slipway behält.',
  },
} satisfies Catalogue['storage'];
