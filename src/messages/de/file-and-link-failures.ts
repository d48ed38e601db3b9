import type { Catalogue } from '../catalogue.ts';
import type { ZipFeature, ZipField } from '../../contracts/failure.ts';
import type { SignatureFault } from '../../contracts/signature.ts';
import type { FailureWords } from '../text-shapes.ts';
import { fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const GET_AGAIN = 'Laden Sie sie noch einmal herunter.';
const ASK_BUILDER = 'Bitten Sie Ihren Lieferanten um eine neue Datei.';
const ASK_PACKAGE = 'Bitten Sie Ihren Lieferanten um die fw.zip.';
const ASK_ORIGINAL = 'Bitten Sie Ihren Lieferanten um die ursprüngliche fw.zip.';
const ASK_LAYOUT = 'Bitten Sie um den Build für den Flash dieses Geräts.';

const refused = (headline: string, next: string): FailureWords => ({
  headline,
  safety: 'Es wurde nichts gesendet.',
  next,
});

const packed = (how: string): FailureWords =>
  refused(`Diese Kopie ist so gepackt, dass Geräte sie nicht lesen können: ${how}.`, ASK_ORIGINAL);

const kibibytes = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;
const hex = (address: number): string => `0x${address.toString(16)}`;

const mergeFails = (headline: string): FailureWords =>
  refused(headline, 'Das Gerät würde sie einmal starten und dann von selbst zurückgehen.');

const cannotTake = (file: string): FailureWords =>
  mergeFails(`${file} vom Gerät lässt sich nicht übernehmen.`);

const replaces = (what: string, part: string): FailureWords =>
  refused(
    `Ersetzt ${what} (Teil „${part}“), was ein Update dieses Geräts nicht tut.`,
    'Bitten Sie um einen Build ohne diesen Teil.',
  );

const FEATURES: Readonly<Record<ZipFeature, (value: string) => string>> = {
  folders: () => 'Ordner',
  encryption: () => 'Verschlüsselung',
  zip64: () => 'zip64',
  disks: () => 'mehrere Datenträger',
  comment: () => 'einen Kommentar',
  links: () => 'Links',
  'name-encoding': () => 'einen Namen, dessen Buchstaben sie nicht als UTF-8 ausweist',
  'special-files': () => 'einen Eintrag, der keine gewöhnliche Datei ist',
  'many-files': (value) => `mehr als ${value} Dateien`,
  flags: (value) => `die Flags ${value}`,
  version: (value) => `die Zip-Version ${value}`,
  'extra-field': (value) => `ein Zusatzfeld von ${value} Byte`,
  method: (value) => `das Kompressionsverfahren ${value}`,
};

const FIELDS: Readonly<Record<ZipField, string>> = {
  name: 'Name',
  method: 'Verfahren',
  flags: 'Flags',
  crc: 'CRC-32',
  packedSize: 'gepackte Größe',
  size: 'Größe',
  version: 'Version',
  time: 'Uhrzeit',
  date: 'Datum',
  signature: 'Signatur',
  'extra-field': 'Zusatzfeld',
  src: 'src',
  offset: 'Position',
  directory: 'Verzeichnis',
  'entry-count': 'Anzahl der Einträge',
  'bytes-between': 'Bytes zwischen den Einträgen',
  zip64: 'Zip64-Felder',
};

const LOST_BY_PACKING = 'Neu gepackt, was Signaturen entfernt: Besorgen Sie das Original.';
const ASK_SIGNED = 'Bitten Sie Ihren Lieferanten um eine signierte.';
const SIGNATURE_FAULTS: Readonly<Record<SignatureFault, string>> = {
  unreadable: 'Sie ist nicht lesbar',
  'no-match':
    'Das Manifest wurde nach dem Signieren geändert, oder ein anderer Schlüssel hat signiert',
  'part-without-digest': 'Sie deckt nicht jedes Teil ab',
  'not-checked': 'Sie konnte hier nicht geprüft werden',
};

const kept = (headline: string, next: string): FailureWords => ({
  headline,
  safety: 'Das Gerät läuft wie zuvor mit seiner alten Firmware.',
  next,
});

const own = (headline: string, next: string): FailureWords => ({ headline, safety: null, next });

const lost = (headline: string): FailureWords =>
  kept(headline, 'Verbinden Sie neu und beginnen Sie das Update von vorn.');

const rpcOff = (headline: string): FailureWords =>
  own(headline, 'Ist es in den Einstellungen ausgeschaltet? Verwenden Sie eine andere Verbindung.');

const FRAMED =
  'Sie steht in einer anderen Seite, oder eine Richtlinie verbietet es. Öffnen Sie sie in einem eigenen Tab.';

const COMPUTER = 'Chrome oder Edge kann es, auf einem Computer.';

export default {
  bundleFailures: {
    plain: {
      'bundle/not-a-zip': ({ file }) => refused(`${file} ist kein Firmware-Paket.`, ASK_PACKAGE),
      'bundle/cut-off': ({ file }) =>
        refused(`${file} endet zu früh: Wohl wurde das Herunterladen unterbrochen.`, GET_AGAIN),
      'bundle/no-manifest': ({ file }) =>
        refused(
          `${file} ist keine Firmware für Mongoose OS: Sie enthält keine manifest.json.`,
          ASK_PACKAGE,
        ),
      'bundle/manifest-too-large': ({ sizeBytes, limit }) =>
        refused(`manifest.json ist zu groß: ${sizeBytes} Byte, höchstens ${limit}.`, ASK_BUILDER),
      'bundle/manifest-incomplete': ({ field }) =>
        refused(`manifest.json ist unvollständig: ${field} fehlt oder ist falsch.`, ASK_BUILDER),
      'bundle/part-missing': ({ file }) =>
        refused(
          `${file} fehlt: Das Manifest nennt die Datei, das Archiv hat sie nicht.`,
          ASK_BUILDER,
        ),
      'bundle/part-damaged': ({ file }) =>
        refused(`${file} ist beschädigt: Die Prüfsumme passt nicht zu der im Archiv.`, GET_AGAIN),
      'bundle/hash-mismatch': ({ file, algorithm }) =>
        refused(
          `${file} ist nicht der Teil, den das Manifest nennt: ${algorithm} ist anders.`,
          ASK_BUILDER,
        ),
      'bundle/size-mismatch': ({ file, expected, found }) =>
        refused(
          `${file} ist nicht der Teil, den das Manifest nennt: ${found} Byte statt ${expected}.`,
          ASK_BUILDER,
        ),
      'bundle/unsafe-name': ({ name }) =>
        refused(
          `Unsichere Datei: Ein Teil hat einen Pfad außerhalb des Pakets (${name}).`,
          'Verwenden Sie sie nicht.',
        ),
      'bundle/misleading-name': ({ name }) =>
        refused(
          `Der Name ${name} ist nicht, was er scheint: Zeichen darin sind andere oder unsichtbar.`,
          'Verwenden Sie sie nicht.',
        ),
      'bundle/name-too-long': ({ name, bytes, limit }) =>
        refused(
          `Der Name ${name} ist zu lang für ein Gerät: ${bytes} Byte, es nimmt ${limit}.`,
          ASK_BUILDER,
        ),
      'bundle/contradiction': ({ file, field }) =>
        refused(`Die Zip-Datei sagt über ${file} zweierlei (${FIELDS[field]}).`, GET_AGAIN),
      'bundle/compressed': ({ file }) => packed(`${file} ist komprimiert`),
      'bundle/streamed': ({ file }) => packed(`Die Größe von ${file} steht dahinter`),
      'bundle/manifest-not-first': ({ first }) => packed(`${first} kommt vor manifest.json`),
      'bundle/unsupported': ({ feature, value }) =>
        packed(`Sie verwendet ${FEATURES[feature](value)}`),
      'bundle/too-many-bytes': ({ sizeBytes, limit }) =>
        refused(
          `Die Datei hat ${fileSize(sizeBytes)}; Firmware hat höchstens ${fileSize(limit)}.`,
          'Wählen Sie eine andere Datei.',
        ),
      'bundle/wrong-platform': ({ bundle, device }) =>
        refused(
          `Falscher Chip: Datei für ${bundle}, Gerät ist ${device}.`,
          `Bitten Sie um den Build für ${device}.`,
        ),
      'bundle/user-files': ({ names }) =>
        refused(
          `Ersetzt ${grammar.list(names)} mit eigenen Einstellungen dieses Geräts.`,
          'Um sie zu behalten, bitten Sie um einen Build ohne.',
        ),
      'bundle/merge-tight': ({ marginBytes }) =>
        refused(
          `Die Dateien des Geräts passen nur knapp neben die neuen: Die Reserve von ${fileSize(marginBytes)} bliebe nicht frei.`,
          'Löschen Sie auf dem Gerät, was es nicht braucht; sonst startet es die Firmware vielleicht einmal und geht zurück.',
        ),
      'bundle/too-large': ({ part, sizeBytes, limit }) =>
        refused(
          `${part} passt nicht: Nötig sind ${kibibytes(sizeBytes)}, der Slot hat ${kibibytes(limit)}.`,
          ASK_BUILDER,
        ),
      'bundle/sample': ({ version }) =>
        refused(
          `${version} ist eine Beispiel-Firmware: Sie läuft nur auf dem Übungsgerät.`,
          'Wählen Sie die Firmware Ihres Geräts.',
        ),
      'bundle/no-second-slot': ({ part }) =>
        refused(`Für einen Chip ohne zweiten Slot gebaut (addr1 von ${part} ist 0).`, ASK_LAYOUT),
      'bundle/other-layout': ({ part, field, found, expected }) =>
        refused(
          `Für eine andere Aufteilung des Flash gebaut: ${field} von ${part} ist ${hex(found)}, dieses Gerät hat ${hex(expected)}.`,
          ASK_LAYOUT,
        ),
      'bundle/prefix-name': ({ file, other }) =>
        refused(
          `Mit dem Namen ${file} beginnt auch ${other}: Ältere Geräte verwechseln beide.`,
          'Bitten Sie um einen Build mit anderen Namen.',
        ),
      'bundle/upper-case-digest': ({ part }) =>
        refused(
          `Der SHA-1-Wert von ${part} ist großgeschrieben: Ältere Geräte lehnen ihn nach der Übertragung ab.`,
          'Bitten Sie um einen Build mit cs_sha1 in Kleinbuchstaben.',
        ),
      'bundle/not-signed': ({ packedAnew }) =>
        refused(
          'Nicht signiert. Diese Datei könnte von jedem stammen.',
          packedAnew === true ? LOST_BY_PACKING : ASK_SIGNED,
        ),
      'bundle/unknown-signer': () =>
        refused(
          'Mit einem Schlüssel signiert, dem hier nicht vertraut wird.',
          'Bitten Sie Ihren Lieferanten um seinen Schlüssel.',
        ),
      'bundle/signature-broken': ({ why }) =>
        refused(
          `Die Signatur ist ungültig: ${SIGNATURE_FAULTS[why]}.`,
          why === 'not-checked' ? 'Öffnen Sie diese Seite über https.' : ASK_SIGNED,
        ),
    },

    manifestUnreadable: () =>
      refused('manifest.json ist nicht lesbar: Sie ist nicht in UTF-8.', ASK_BUILDER),
    manifestDamaged: (line) =>
      refused(`manifest.json ist in Zeile ${line} beschädigt.`, ASK_BUILDER),

    mergeFails: {
      full: (file) =>
        mergeFails(`Die Dateien des Geräts passen nicht neben die neuen: kein Platz für ${file}.`),
      'name-too-long': (file) =>
        mergeFails(`Das neue Dateisystem nimmt keinen so langen Namen wie ${file}.`),
      'bad-name': cannotTake,
      unreadable: cannotTake,
      damaged: () =>
        mergeFails('Ihr Dateisystem ist nicht lesbar, darum würde die Firmware nicht starten.'),
    },

    notReplaced: {
      'boot-loader': (part) => replaces('den Bootloader', part),
      'boot-settings': (part) => replaces('die Boot-Einstellungen', part),
      'partition-table': (part) => replaces('die Partitionstabelle', part),
      nvs: (part) => replaces('die gespeicherten Einstellungen (NVS)', part),
      other: (part) => replaces('etwas außerhalb der Slots', part),
    },

    deviceRefuses: (said, next) =>
      refused(said ?? 'Dieses Gerät würde die Datei ablehnen.', next ?? ASK_BUILDER),
  },

  linkFailures: {
    plain: {
      'link/no-host': ({ address }) =>
        own(
          `Unter ${address} antwortet nichts.`,
          'Prüfen Sie die Adresse und ob das Gerät an und in diesem Netzwerk ist.',
        ),
      'link/other-service': ({ address }) =>
        own(
          `Unter ${address} antwortet etwas, aber kein Gerät, das dort RPC annimmt.`,
          'Prüfen Sie die Adresse und ihren Pfad: Meist ist es /rpc.',
        ),
      'link/password': ({ address }) =>
        own(
          `Der Server unter ${address} verlangt ein Passwort.`,
          'Melden Sie sich an oder verbinden Sie das Gerät mit einem USB-Kabel.',
        ),
      'link/broker-denied': ({ address }) =>
        own(
          `Der Broker unter ${address} lässt Slipway nicht ein.`,
          'Prüfen Sie Benutzer und Passwort für diesen Broker.',
        ),
      'link/device-away': ({ address, device, known }) =>
        own(
          known
            ? `Der Broker unter ${address} antwortet, aber ${device} ist nicht mit ihm verbunden.`
            : `Der Broker unter ${address} antwortet, aber ${device} nicht.`,
          'Prüfen Sie die ID des Geräts, ob es an ist und ob sein MQTT auf diesen Broker zeigt.',
        ),
      'link/mixed-content': ({ address }) =>
        own(
          `Der Browser lässt diese Seite ${address} nicht öffnen.`,
          'Diese Seite kam über https, und die Adresse ist nicht verschlüsselt. Verwenden Sie einen anderen Weg von unten.',
        ),
      'link/not-chosen': () => own('Es wurde kein Gerät gewählt.', 'War die Liste leer?'),
      'link/out-of-reach': ({ address }) =>
        own(
          `${address} ist nicht zu erreichen.`,
          'Gehen Sie näher heran, sehen Sie nach, ob es an ist, und schließen Sie andere Apps, die mit ihm verbunden sein können.',
        ),
      'link/switched-off': ({ address }) =>
        own(
          `${address} hat sein Bluetooth ausgeschaltet.`,
          'Das tut es, sobald es im WLAN ist. Verbinden Sie es mit einem USB-Kabel oder setzen Sie dort bt.keep_enabled.',
        ),
      'link/stale-grant': () =>
        own(
          'Der Browser hat noch eine ältere Erlaubnis.',
          'Vergessen Sie das Gerät und verbinden Sie es neu.',
        ),
      'link/radio-off': () =>
        own('Bluetooth ist hier aus.', 'Schalten Sie es ein und kommen Sie zurück.'),
    },

    lost: {
      cable: () => lost('Das Kabel wurde herausgezogen.'),
      reach: () => lost('Außer Reichweite.'),
      link: () => lost('Die Verbindung ging verloren.'),
    },

    refused: {
      unplugged: (address) =>
        own(
          `${address} ist nicht eingesteckt.`,
          'Stecken Sie den Adapter wieder ein und versuchen Sie es noch einmal.',
        ),
      other: (address) =>
        own(
          `Unter ${address} antwortet kein Gerät.`,
          'Prüfen Sie die Adresse und ob das Gerät an ist.',
        ),
    },

    held: {
      tab: () =>
        own(
          'Dieses Gerät ist in einem anderen Tab offen.',
          'Schließen Sie es dort und versuchen Sie es noch einmal.',
        ),
      app: () =>
        own(
          'Eine andere App ist mit ihm verbunden.',
          'Schließen Sie die App des Herstellers und versuchen Sie es noch einmal.',
        ),
      program: () =>
        own(
          'Der Anschluss lässt sich nicht öffnen.',
          'Ein anderes Programm verwendet ihn, oder das System gibt ihn dem Browser nicht.',
        ),
    },

    notAllowed: {
      serial: () => own('Diese Seite darf USB hier nicht verwenden.', FRAMED),
      bluetooth: () =>
        own(
          'Diese Seite darf Bluetooth hier nicht verwenden.',
          'Die Erlaubnis wurde verweigert, oder eine Richtlinie verbietet es. Erlauben Sie es in den Einstellungen von Browser und System.',
        ),
      other: () => own('Diese Seite darf hier keine Geräte verwenden.', FRAMED),
    },

    noFeature: {
      serial: () => own('Dieser Browser erreicht keine USB-Geräte.', COMPUTER),
      bluetooth: () =>
        own(
          'Dieser Browser erreicht keine Bluetooth-Geräte.',
          'Chrome oder Edge kann es, auf einem Computer oder einem Android-Telefon.',
        ),
      other: () => own('Dieser Browser erreicht solche Geräte nicht.', COMPUTER),
    },

    noAnswer: {
      nothing: () =>
        own(
          'Der Anschluss ging auf, aber nichts hat geantwortet.',
          'Ist es der richtige Anschluss, und ist das Gerät an?',
        ),
      noise: (bytes) =>
        own(
          'Der Anschluss ging auf, aber nichts hat geantwortet.',
          `${grammar.count(bytes, 'Byte Rauschen kam', 'Byte Rauschen kamen')} zurück: Vielleicht ist die Baudrate anders.`,
        ),
      log: () =>
        own(
          'Das Gerät schreibt sein Protokoll, nimmt aber keine Befehle an.',
          'Vielleicht ist RPC über die Konsole in seinen Einstellungen ausgeschaltet.',
        ),
    },

    rpcOff: {
      'no-service': () => rpcOff('Verbunden, aber diese Firmware bietet kein RPC über Bluetooth.'),
      refuses: () => rpcOff('Verbunden, aber das Gerät nimmt über Bluetooth keine Befehle an.'),
    },
  },

  troubleshooting: {
    tag: 'Nicht verbunden',
    list: 'Mögliche Ursachen, die wahrscheinlichste zuerst',
    likely: 'Wahrscheinlich',
    nothingChanged: 'Nichts hat sich geändert.',
    nothingSent: 'Es wurde keine Firmware gesendet.',
    copy: 'Kopieren',
    copied: 'Kopiert.',
  },
} satisfies Pick<Catalogue, 'bundleFailures' | 'linkFailures' | 'troubleshooting'>;
