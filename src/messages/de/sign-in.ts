import type { Catalogue } from '../catalogue.ts';

export default {
  tag: 'Anmeldung nötig',
  device: {
    title: (device) => `Anmelden · ${device}`,
    headline: 'Das Gerät verlangt ein Passwort',
    refused: 'Das Gerät lehnt diesen Benutzer oder dieses Passwort ab',
    lead: 'Geben Sie einen Benutzer und ein Passwort ein, die das Gerät kennt.',
    safe: 'Das Gerät ist unverändert.',
    safety: 'Es wurde nichts gesendet.',
  },
  user: 'Benutzer',
  password: 'Passwort',
  show: 'Passwort anzeigen',
  keep: 'In diesem Browser speichern',
  kept: 'Es wird so gespeichert, wie Sie es eingeben: Wer diesen Browser benutzt, kann sich anmelden.',
  notKept: 'Es wird vergessen, wenn diese Seite geschlossen wird.',
  signIn: 'Anmelden',
  faults: {
    user: 'Geben Sie den Benutzer ein.',
    password: 'Geben Sie das Passwort ein.',
  },
  wait: (at) =>
    `Nächster Versuch um ${at}: Manche Geräte sperren nach mehreren falschen Passwörtern.`,
  disconnect: 'Trennen',
} satisfies Catalogue['signIn'];
