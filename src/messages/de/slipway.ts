import type { Catalogue } from '../catalogue.ts';

export default {
  subcommands: {
    push: 'ein Gerät mit einem Firmware-Paket aktualisieren',
    device: 'ein emuliertes Gerät an echten Verbindungen betreiben',
  },
  slipwayOptions: {
    help: 'diesen Text ausgeben',
    version: 'Version, Commit und Build ausgeben',
  },
  slipway: {
    usage: 'slipway BEFEHL [Optionen]',
    does: 'Aktualisiert Geräte mit Mongoose OS.',
    more: 'slipway BEFEHL --help gibt Optionen und Exit-Codes eines Befehls aus.',
    missing: (names) => `Ein Befehl fehlt (${names}). Siehe slipway --help.`,
    noOption: (asked) => `Die Option ${asked} gibt es nicht. Siehe slipway --help.`,
    noCommand: (asked, names) =>
      `Den Befehl „${asked}“ gibt es nicht (es gibt: ${names}). Siehe slipway --help.`,
  },
} satisfies Pick<Catalogue, 'subcommands' | 'slipwayOptions' | 'slipway'>;
