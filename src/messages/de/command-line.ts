import type { CommandTexts } from '../catalogue.ts';
import { keyOptions } from '../text-shapes.ts';
import { countdown, duration, fileSize, roughTime, slotName, speed } from '../numbers.ts';
import grammar from './grammar.ts';

const { count, end, inside } = grammar;

const from = (slot: number | null): string => (slot === null ? '' : ` aus ${slotName(slot)}`);
const oldOne = (version: string | null): string => version ?? 'seine alte Firmware';
const withOldOne = (version: string | null): string => version ?? 'seiner alten Firmware';

const lastAnswer = (silentMs: number | null): string =>
  silentMs === null ? '' : ` Die letzte Antwort ist ${duration(silentMs)} her.`;

/** Worüber das Gerät zu erreichen ist. */
const wires = {
  ws: {
    value: '[HOST:]PORT',
    does: [
      'WebSocket und HTTP unter /rpc; Port 0: irgendein freier',
      '(127.0.0.1:0, wenn kein anderer Weg zum Gerät angegeben ist)',
    ],
  },
  tcp: { value: '[HOST:]PORT', does: ['RPC-Frames über TCP, einer je Zeile'] },
  udp: { value: '[HOST:]PORT', does: ['RPC-Frames über UDP, einer je Datagramm'] },
  mqtt: {
    value: 'URL',
    does: ['verbindet sich mit einem Broker: mqtt://[USER:PASS@]HOST[:1883],', 'mqtts, ws, wss'],
  },
  shadow: { value: 'NAME', does: ['wer seinen Schatten hält: aws, azure (an --mqtt) oder mdash'] },
  pty: {
    value: 'PFAD',
    does: ['serieller Anschluss: ein Pseudo-Terminal, verlinkt als PFAD (braucht socat)'],
  },
  baud: {
    value: 'N',
    does: ['begrenzt das Pseudo-Terminal auf N Bit pro Sekunde (keine Grenze)'],
  },
};

/** What became of the bytes, by the way. */
const done = { write: 'bestätigt', pull: 'geholt', post: 'gesendet', poll: 'geholt' } as const;

export default {
  subcommands: {
    push: 'ein Gerät mit einem Firmware-Paket aktualisieren',
    device: 'ein emuliertes Gerät an echten Verbindungen betreiben',
    bundle: 'Teile zu einem Firmware-Paket packen',
    diff: 'zwei Firmware-Pakete vergleichen, oder eines mit einem Gerät',
    sign: 'ein Firmware-Paket mit privaten Schlüsseln signieren',
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

  push: {
    lines: {
      bundle: ({ file, firmware, platform, bytes, parts }) =>
        `${file}: ${firmware} für ${platform}, ${fileSize(bytes)}, ${parts === 1 ? 'der eine Teil stimmt' : `alle ${parts} Teile stimmen`}.`,

      mended: (sentence) => `${sentence} Jeder Teil ist Byte für Byte, wie er war.`,
      signature: {
        unsigned: 'Nicht signiert.',
        unknown: 'Mit einem Schlüssel signiert, dem hier nicht vertraut wird.',
        broken: 'Die Signatur ist ungültig.',
        good: (names) => `Signatur gültig, von ${names.join(', ')}.`,
        made: (slot, key) => `Signiert für Schlüssel ${slot}: ${key}`,
        passphrase: (file) => `Passphrase von ${file} (wird beim Tippen nicht angezeigt):`,
      },
      savedRepaired: (file) => `Reparierte Kopie: ${file}`,

      phases: {
        connecting: 'Verbindung wird aufgebaut …',
        checking: null,
        preparing: 'Der freie Slot wird vorbereitet …',
        writing: null,
        finalizing: 'Jedes Byte ist bestätigt. Das Update wird abgeschlossen …',
        rebooting: 'Das Gerät startet neu …',
        verifying: null,
        committing: 'Die neue Firmware wird behalten …',
      },

      ways: {
        write: 'Firmware wird geschrieben …',
        pull: 'Das Gerät holt die Datei …',
        post: 'Die Datei wird hochgeladen …',
        poll: 'Das Gerät startet neu und sucht dann nach der Datei …',
      },
      request: ({ who, also, offset, status }) =>
        `${who} fragt nach der Datei${offset > 0 ? ` ab ${fileSize(offset)}` : ''}: ${status}${also.length > 0 ? ` (${also.join('; ')})` : ''}.`,

      build: (version, build) => `${version} (Build ${build})`,
      runs: (device, firmware, slot) => `${device} läuft mit ${firmware}${from(slot)}.`,
      runsAgain: (device, firmware, slot) =>
        `${device} ist wieder da und läuft mit ${firmware}${from(slot)}.`,

      askedAgain: (attempt) => `Keine Antwort. Noch einmal gefragt, Versuch ${attempt}.`,
      sentAgain: (at, attempt) =>
        `Keine Antwort auf den Block bei ${fileSize(at)}. Noch einmal gesendet, Versuch ${attempt}.`,
      stoppedAnswering: (at) =>
        `Das Gerät antwortet seit ${fileSize(at)} nicht mehr. Es wird noch einmal gefragt …`,
      linkLost: (at) =>
        `Die Verbindung ging bei ${fileSize(at)} verloren. Sie wird neu aufgebaut …`,

      trial: (version, leftMs) =>
        `${version} läuft auf Probe.${leftMs === null ? '' : ` Das Gerät geht in ${countdown(leftMs)} von selbst zurück.`}`,
      kept: (version) => `${version} ist behalten.`,

      answersAgain: 'Das Gerät antwortet wieder.',
      lost: (silentMs) =>
        `Die Verbindung ist verloren.${lastAnswer(silentMs)} Sie wird neu aufgebaut …`,
      silent: (silentMs) =>
        `Das Gerät antwortet nicht.${lastAnswer(silentMs)} Es wird noch einmal gefragt …`,

      progress: (of) =>
        [
          `${of.percent} %`,
          `${fileSize(of.bytes)} von ${fileSize(of.totalBytes)} ${done[of.way]}`,
          ...(of.rate === null ? [] : [speed(of.rate)]),
          ...(of.leftMs === null ? [] : [`noch ${inside(roughTime(of.leftMs))}`]),
          ...(of.said === null ? [] : [of.said]),
        ].join(', '),

      allowed: (finding) => `Erlaubt durch --force: ${finding}`,
      replaces: (names, more) =>
        `Ersetzt auf dem Gerät: ${names.join(', ')}${more > 0 ? ` und ${count(more, 'weitere Datei', 'weitere Dateien')}` : ''}.`,
      ignoresSignatures: 'Das Gerät beachtet keine Signaturen.',
      expected: (whole, restart) => `Erwartet: ${whole}, mit Neustart (${restart}).`,
      itSaid: (sentence, said) => `${sentence} (Antwort des Geräts: ${said})`,
      seeHelp: (sentence) => `${sentence} Siehe --help.`,
    },

    result: {
      notKept: (to, old) =>
        `Nicht behalten. Das Gerät läuft mit ${to} auf Probe und geht von selbst zurück zu ${withOldOne(old)}.`,
      done: ({ old, to }, { kept, ms, rate }) => {
        const state = kept ? 'behalten' : 'auf Probe, nicht behalten';
        const written = rate === null ? '' : `, geschrieben mit ${speed(rate)}`;
        return end(
          `Fertig: ${old ?? 'alte Firmware'} → ${to}, ${state}, in ${duration(ms)}${written}`,
        );
      },
      refused: 'Abgelehnt. Es wurde nichts geschrieben.',
      failed: (old) => `Nicht aktualisiert. Das Gerät behält ${oldOne(old)}.`,
      cancelled: (old) => `Angehalten. Das Gerät behält ${oldOne(old)}.`,
      reverted: (running) => `Zurückgegangen. Das Gerät läuft wieder mit ${withOldOne(running)}.`,
      other: (version, build) =>
        `Nicht wie gesendet: Das Gerät läuft mit ${version}, Build ${build}.`,
      notRestarted: 'Nicht bekannt: Das Gerät hat nicht neu gestartet.',
      notAsked: 'Nicht bekannt: Das Gerät konnte nicht gefragt werden.',
      goesOn: 'Noch nicht bekannt: Das Gerät setzt das Update von selbst fort.',
    },

    help: {
      exits: 'Exit-Status:',
      language: ['Sprache der Ausgabe (wie LC_ALL, LC_MESSAGES oder LANG sagen)'],
      noLanguage: (asked, known) => `--lang kennt „${asked}“ nicht. Es gibt: ${known}.`,
      noLanguageValue: (known) => `--lang braucht einen Wert. Es gibt: ${known}.`,
    },

    pushHelp: {
      top: 'Aktualisiert ein Gerät mit einem Firmware-Paket von Mongoose OS und wartet auf den Commit.\nMehrere Pakete davon sind Schritte: eines nach dem anderen, von der ältesten Version an.',
      options: {
        port: [
          'das Gerät: tcp://HOST:PORT, ws://HOST:PORT/rpc, wss://HOST/rpc,',
          'http://HOST/rpc, https://HOST/rpc, udp://HOST:PORT,',
          'mqtt://[USER:PASS@]BROKER[:1883]/GERÄTE_ID, mqtts://, oder über WebSocket',
          'mqtt+ws://BROKER/PFAD/GERÄTE_ID, mqtt+wss://,',
          'serial:///dev/ttyUSB0?baud=115200, serial:///COM3,',
          'oder emulator:PLATFORM (emuliert, im Speicher; emulator: ist ein esp32)',
        ],
        via: [
          'wie die Firmware zum Gerät kommt: dieser Befehl schreibt sie (write);',
          'update: das Gerät holt sie, von --serve oder --url;',
          'post: sie wird zum Webserver des Geräts hochgeladen;',
          'poll: das Gerät sucht bei --serve nach ihr und startet dafür neu;',
          'shadow: wie update, aber sein Schatten sagt es ihm (mit --port: beobachtet)',
        ],
        serve: [
          'gibt dem Gerät die Datei, solange das Update läuft, unter einer Adresse, die',
          'niemand errät; HOST: wie das Gerät ihn erreicht (der auf dem Weg zu ihm)',
        ],
        url: [
          'update: wo jemand anders dem Gerät diese Datei gibt (http oder https);',
          'post: die Seite des Geräts, die sie nimmt (http://HOST/update, aus --port)',
        ],
        commit: ['die neue Firmware behalten oder sie auf Probe lassen (auto)'],
        checks: [
          'die Firmware erst nach 30 s ohne Neustart behalten, mit ihrem Speicher',
          'und Netz, und wenn die Prüfungen des Produkts in FILE bestanden sind',
          '(docs/CHECKS.md); bundle: die, die in der Firmware-Datei liegen',
        ],
        'on-red': [
          'sind sie es nicht: go-back, es wird dazu angewiesen; wait, bis es von',
          'selbst zurückgeht (go-back)',
        ],
        'commit-timeout': [
          'Sekunden des Probelaufs, bevor das Gerät zurückgeht',
          '(300; 0: das Gerät behält sie von selbst)',
        ],
        'update-timeout': [
          'Sekunden, die das Gerät auf den nächsten Block wartet',
          '(nach Größe und Verbindung)',
        ],
        'chunk-size': ['Bytes je Block (auto: so viele, wie die Verbindung nimmt)'],
        window: [
          'Blöcke, die vor einer Bestätigung gesendet werden, 1 bis 8',
          '(1, wie beim offiziellen Programm)',
        ],
        force: [
          'trotz eines Befunds fortfahren: same-version, downgrade, other-app,',
          'boot-loader, user-files, merge-fails, prefix-name, upper-case-digest,',
          'unsigned, same-key, unchecked-url',
        ],
        user: ['wer anfragt, wenn das Gerät das wissen will (Digest, nur im Speicher)'],
        password: ['dieses Benutzers; @DATEI: die erste Zeile dieser Datei'],
        report: [
          'speichert als JSON, was geschah, wie immer es endet: für die Suche nach dem',
          'Grund; ohne Passwörter, Token, Schlüssel und Pfade dieses Computers',
        ],
        record: ['speichert eine Aufzeichnung ohne Geheimnisse, die die App öffnet'],
        pick: ['welche Firmware, wo die Datei mehrere enthält: ihr Pfad darin'],
        'save-repaired': ['speichert die Datei, wie sie gesendet wird, wo sie zu reparieren war'],
        trust: [
          'öffentlicher Schlüssel, der das Paket signiert haben darf: Base64, oder eine',
          'Datei damit; mehrfach möglich',
        ],
        'require-signature': ['lehnt ohne Ausnahme ab, was keiner dieser Schlüssel signiert hat'],
        resume: [
          'setzt ein Update dieser Datei über diesen Anschluss fort, dessen Prozess',
          'vor dem Ende weg war; gibt es keines, beginnt es',
        ],
        'dry-run': [
          'Probe: schreibt die Datei auf ein nachgebildetes Gerät mit dessen Dateien,',
          'lässt den Strom bei jedem Flash-Zugriff ausfallen; vom Gerät selbst wird nur',
          'gelesen. Ohne --port: ein nachgebildetes Gerät mit dem Chip der Datei.',
          'Exit-Status 0: sicher, 2: nicht sicher oder nicht angenommen',
        ],
        json: ['eine Zeile JSON je Ereignis, das Ergebnis zuletzt'],
        help: ['diesen Text ausgeben'],
        version: ['Version, Commit und Build ausgeben'],
      },
      exits: [
        'das Gerät läuft mit der neuen Firmware, mit Commit (--commit never: auf Probe)',
        'falscher Aufruf, eine unlesbare Datei oder ein Fehler in Slipway',
        'abgelehnt, bevor etwas geschrieben wurde',
        'fehlgeschlagen: das Gerät behält seine alte Firmware',
        'das Gerät ist zu seiner alten Firmware zurückgegangen',
        'unbekannt: das Gerät wurde nicht wieder erreicht oder läuft mit etwas anderem',
      ],
    },
  },

  signCommand: {
    top: (name) => [
      `${name} fw.zip --sign-key KEY.pem --output SIGNIERT.zip [Optionen]`,
      '',
      'Signiert ein Firmware-Paket. Seine Teile und sein Manifest bleiben Byte für Byte, wie sie sind.',
    ],
    options: {
      'sign-key': [
        'privater Schlüssel auf P-256 in einer PEM-Datei; der erste signiert für',
        'Schlüssel 0 des Geräts, der nächste für 1 …; ein leerer lässt seinen aus',
      ],
      'passphrase-file': [
        'Datei, deren erste Zeile die Passphrase jedes Schlüssels ist, der',
        'eine hat; ohne sie wird jede im Terminal erfragt',
      ],
      output: ['wo das signierte Paket gespeichert wird, nie über eine Datei, die es gibt'],
      help: ['diesen Text ausgeben'],
      version: ['Version, Commit und Build ausgeben'],
    },
    exits: [
      'signiert',
      'falscher Aufruf, oder eine Datei ist nicht lesbar oder nicht zu schreiben',
      'kein Firmware-Paket',
    ],
  },

  deviceCommand: {
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
      count: {
        value: 'N',
        does: [
          'so viele Geräte in einem Prozess (1): die Ziffern am Ende der Id und die',
          'Ports zählen weiter, DATEI von --flash und jedes Ereignis erhalten die Id;',
          'nicht mit --pty',
        ],
      },
      app: { value: 'NAME', does: ['Anwendung, mit der ein neuer Chip läuft (demo)'] },
      'fw-version': { value: 'V', does: ['ihre Version (1.0.0)'] },
      firmware: { value: 'FW.zip', does: ['ein neuer Chip startet mit diesem Firmware-Paket'] },
      fs: { value: 'ABBILD', does: ['und mit diesem Abbild des Dateisystems'] },
      flash: {
        value: 'DATEI',
        does: [
          'behält den Chip in DATEI; eine vorhandene wird verwendet, wie sie ist, was',
          'auch die vier Optionen darüber sagen. Ein „kill“ ist ein Stromausfall.',
        ],
      },
      ...wires,
      latency: { value: 'MS', does: ['verzögert jede Antwort (0)'] },
      'power-save': {
        value: 'MS',
        does: [
          'WLAN, das schläft und alle MS horcht, was gekommen ist: 102.4 bei jedem',
          'Beacon der meisten Zugangspunkte, 307.2 bei jedem dritten (0: schläft nicht)',
        ],
      },
      timing: {
        value: 'NAME',
        does: ['wie lange Flash und Anfragen brauchen: none, typical, worst (none)'],
      },
      config: {
        value: 'NAME=WERT',
        does: ['eine Einstellung, mit der die Firmware gebaut ist; auch mehrmals'],
      },
      auth: {
        value: 'NAME:PASSWORT',
        does: ['antwortet nur diesem Benutzer, der sich ausweisen muss (Digest)'],
      },
      fault: { value: 'NAME[,NAME]', does: ['benannte Fehler (none)'] },
      faults: { does: ['gibt die Namen aller Fehler aus'] },

      extensions: {
        does: [
          'was übliche Geräte nicht haben: OTA.Status meldet auch, wie Dateien',
          'übernommen werden',
        ],
      },
      ...keyOptions((slot) =>
        slot === 0
          ? 'öffentlicher Schlüssel 0 für Signaturen: Base64, oder eine Datei damit'
          : `und Schlüssel ${slot}`,
      ),
      'sig-req-mask': {
        value: 'N',
        does: [
          'wer ein Update signiert haben muss: die Summe von 1 für Schlüssel 0,',
          '2 für 1, 4 für 2 …; 0 erlaubt kein Update, -1 ignoriert Signaturen (-1)',
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
      anotherWay: (option) => `${option} passt nicht zu diesem --via.`,
      noHost: (option) =>
        `${option} braucht einen Host: Keine Adresse dieses Computers auf dem Weg zum Gerät ist bekannt.`,
      noPassphrase: (option) =>
        `${option} hat eine Passphrase. Nennen Sie mit --passphrase-file eine Datei, in der sie steht, oder tippen Sie sie in einem Terminal.`,
      wrongPassphrase: (option) => `Die Passphrase öffnet ${option} nicht.`,
    },
  },
} satisfies Pick<
  CommandTexts,
  'subcommands' | 'slipwayOptions' | 'slipway' | 'push' | 'signCommand' | 'deviceCommand'
>;
