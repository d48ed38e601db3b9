import type { Catalogue } from '../catalogue.ts';

export default {
  top: (name) => [
    `${name} [Optionen]`,
    '',
    'Betreibt ein emuliertes Gerät mit Mongoose OS an echten Verbindungen, bis es beendet wird. Jedes',
    'Ereignis ist eine JSON-Zeile auf der Standardausgabe; die erste hat die Adressen.',
  ],

  options: (platforms) => ({
    platform: { value: 'NAME', does: platforms },
    profile: { value: 'NAME', does: ['eine Variante der Plattform (ihre Grundform)'] },
    profiles: { does: ['gibt die Namen aller Profile aus'] },
    id: { value: 'NAME', does: ['Id des Geräts (PLATTFORM_0A1B2C)'] },
    app: { value: 'NAME', does: ['Anwendung, mit der ein neuer Chip läuft (demo)'] },
    'fw-version': { value: 'V', does: ['ihre Version (1.0.0)'] },
    firmware: {
      value: 'FW.zip',
      does: ['ein neuer Chip startet mit diesem Firmware-Paket, mit Commit'],
    },
    fs: { value: 'ABBILD', does: ['und mit diesem Abbild des Dateisystems'] },
    flash: {
      value: 'DATEI',
      does: [
        'behält den Chip in DATEI; eine vorhandene wird verwendet, wie sie ist, was',
        'auch die vier Optionen darüber sagen. Ein „kill“ ist ein Stromausfall.',
      ],
    },
    ws: {
      value: '[HOST:]PORT',
      does: [
        'WebSocket und HTTP unter /rpc; Port 0: irgendein freier',
        '(127.0.0.1:0, wenn weder --ws noch --tcp noch --pty angegeben ist)',
      ],
    },
    tcp: { value: '[HOST:]PORT', does: ['RPC-Frames über TCP, einer je Zeile'] },
    pty: {
      value: 'PFAD',
      does: ['serieller Anschluss: ein Pseudo-Terminal, verlinkt als PFAD (braucht socat)'],
    },
    baud: {
      value: 'N',
      does: ['begrenzt das Pseudo-Terminal auf N Bit pro Sekunde (keine Grenze)'],
    },
    latency: { value: 'MS', does: ['verzögert jede Antwort (0)'] },
    timing: {
      value: 'NAME',
      does: ['wie lange der Flash braucht: none, typical, worst (none)'],
    },
    fault: { value: 'NAME[,NAME]', does: ['benannte Fehler (none)'] },
    faults: { does: ['gibt die Namen aller Fehler aus'] },

    extensions: {
      does: [
        'was übliche Geräte nicht haben: OTA.Status meldet auch, wie Dateien',
        'übernommen werden',
      ],
    },
    help: { does: ['gibt diesen Text aus'] },
    version: { does: ['gibt Version, Commit und Build aus'] },
  }),

  lastPlatform: (last, first) => `oder ${last} (${first})`,

  exits: {
    ended: 'beendet durch SIGINT oder SIGTERM',
    notStarted: 'falsch aufgerufen, oder Chip, Datei oder Adresse ließen sich nicht öffnen',
  },

  unusable: (file, detail) => `${file} ist nicht verwendbar: ${detail}.`,
  noListening: (address, detail) => `An ${address} lässt sich nicht lauschen: ${detail}.`,

  badOption: {
    unknown: (option) => `Es gibt keine Option ${option}.`,
    stray: (text) => `„${text}“ gehört zu keiner Option.`,
    noValue: (option) => `${option} braucht einen Wert.`,
    value: (option, value) => `${option} nimmt „${value}“ nicht.`,
  },
} satisfies Catalogue['deviceCommand'];
