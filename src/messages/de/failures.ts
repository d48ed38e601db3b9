import type { Catalogue } from '../catalogue.ts';
import type { FailureWords } from '../failure-shape.ts';
import { countdown, fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const BY_ITSELF = 'Wird die neue Firmware nicht behalten, geht das Gerät von selbst zurück.';
const HALF_WRITTEN = 'Das Gerät ist sicher: Was halb geschrieben ist, wird nie gestartet.';
const SAVE_REPORT = 'Speichern Sie den Bericht und beginnen Sie von vorn.';

const words = (headline: string, safety: string | null, next: string | null): FailureWords => ({
  headline,
  safety,
  next,
});
const refused = (headline: string, next: string): FailureWords =>
  words(headline, 'Es wurde nichts gesendet.', next);
const kept = (headline: string, next: string | null): FailureWords =>
  words(headline, 'Das Gerät läuft wie zuvor mit seiner alten Firmware.', next);
const own = (headline: string, next: string | null): FailureWords => words(headline, null, next);

const otherDevice = (expected: string, found: string, look: string): FailureWords =>
  words(
    `Wo ${expected} war, antwortet ${found}.`,
    `${grammar.begin(expected)} behält die alte Firmware oder geht von selbst zu ihr zurück.`,
    `${look} und suchen Sie dann wieder nach ${grammar.dative(expected)}.`,
  );

/** What our own code tells of a file; anything else is the system's own. */
const DETAILS: Readonly<Record<string, string>> = {
  'no network': 'kein Netzwerk',
  'chosen anew meanwhile': 'inzwischen neu gewählt',
  'gone again': 'wieder verschwunden',
};
const detailOf = (detail: string): string =>
  DETAILS[detail] ?? detail.replace(/^status (?=\d+$)/, 'Status ');

export default {
  plain: {
    cancelled: () => kept('Abgebrochen. Nichts hat sich geändert.', null),
    'frame/too-long': ({ bytes, limit }) =>
      kept(
        `Ein Block von ${bytes} Byte ist mehr, als dieses Gerät nimmt (${limit}).`,
        'Wählen Sie eine kleinere Blockgröße.',
      ),

    'rpc/timeout': ({ method, timeoutMs }) =>
      kept(
        `Das Gerät hat auf ${method} nicht innerhalb von ${countdown(timeoutMs)} geantwortet.`,
        'Versuchen Sie es noch einmal.',
      ),
    'rpc/bad-reply': ({ method }) =>
      kept(
        `Das Gerät hat auf ${method} etwas anderes geantwortet.`,
        'Prüfen Sie, ob es ein Gerät mit Mongoose OS ist.',
      ),

    'device/busy': ({ percent }) =>
      kept(
        `Auf dem Gerät ist ein Update halb fertig (${percent} %).`,
        'Verwerfen Sie es, dann aktualisieren Sie.',
      ),
    'device/uncommitted': ({ version }) =>
      words(
        `${version} läuft, ist aber nicht behalten.`,
        'Das Gerät geht von selbst zurück, wenn die Zeit um ist.',
        'Behalten Sie sie oder gehen Sie zurück, bevor Sie neu aktualisieren.',
      ),
    'device/same-version': ({ version }) =>
      kept(`Das Gerät läuft schon mit ${version}, demselben Build. Nichts zu tun.`, null),
    'device/older': ({ running, bundle }) =>
      refused(
        `Älter als das, was jetzt läuft: Aus ${running} würde ${bundle}.`,
        'Fahren Sie nur fort, wenn Sie eine ältere Version wollen.',
      ),
    'device/other-app': ({ running, bundle }) =>
      refused(
        `Eine andere Anwendung: Auf dem Gerät läuft „${running}“, die Datei ist „${bundle}“.`,
        'Fahren Sie nur fort, wenn Sie die Anwendung wechseln wollen.',
      ),
    'device/boot-loader': ({ part }) =>
      words(
        `Ersetzt den Bootloader (Teil „${part}“).`,
        'Fällt in diesen Sekunden der Strom aus, startet das Gerät vielleicht nicht mehr.',
        'Erlauben Sie es nur mit gesicherter Stromversorgung.',
      ),

    'update/no-block-arrives': ({ offset, bytes, losses }) =>
      kept(
        `Die Verbindung endete ${losses}-mal bei ${fileSize(offset)}, auch mit Blöcken von ${bytes} Byte: Dort kommt kein Block an.`,
        'Verwenden Sie eine andere Verbindung zum Gerät.',
      ),
    'update/timed-out': ({ waitedMs }) =>
      kept(
        `Das Gerät hat aufgehört zu warten: Die Verbindung kam nicht innerhalb von ${countdown(waitedMs)} zurück.`,
        'Verbinden Sie neu und beginnen Sie das Update von vorn.',
      ),
    'update/not-back': ({ waitedMs }) =>
      words(
        `Das Gerät kam nicht innerhalb von ${countdown(waitedMs)} zurück.`,
        'Es läuft mit der alten Firmware, oder mit der neuen auf Probe und dann wieder mit der alten.',
        'Suchen Sie das Gerät und fragen Sie es, womit es läuft.',
      ),
    'update/other-firmware': ({ running, build, from, to }) =>
      words(
        `Eine andere Firmware antwortet: ${running}, Build ${build}.`,
        `Das ist weder ${from} wie zuvor noch ${to} wie gesendet.`,
        'Klären Sie, mit welcher Firmware es laufen soll, und aktualisieren Sie dann noch einmal.',
      ),
    'update/not-restarted': ({ waitedMs, running }) =>
      words(
        `Das Gerät ist nicht innerhalb von ${countdown(waitedMs)} neu gestartet. Es antwortet und läuft mit ${running}.`,
        'Beim nächsten Start läuft vielleicht die neue Firmware, auf Probe.',
        'Starten Sie es neu und fragen Sie es dann, womit es läuft.',
      ),

    'use/bad-option': ({ option, detail }) => own(`${option}: ${detail}.`, 'Siehe --help.'),
    'use/not-yet': ({ option }) => own(`${option} gibt es noch nicht.`, 'Lassen Sie es weg.'),
    'file/unreadable': ({ file, detail }) =>
      own(`${file} ist nicht lesbar: ${detailOf(detail)}.`, 'Wählen Sie die Datei neu.'),
    'file/unwritable': ({ file, detail }) =>
      own(
        `${file} lässt sich nicht schreiben: ${detailOf(detail)}.`,
        'Wählen Sie einen anderen Ort.',
      ),
    'worker/died': () =>
      words('Slipway musste neu starten.', HALF_WRITTEN, 'Beginnen Sie das Update von vorn.'),
    'storage/failed': () =>
      own('Dieser Browser speichert keine Dateien für diese Seite.', 'Machen Sie ohne weiter.'),
    'bug/invariant': () => words('Interner Fehler in Slipway.', HALF_WRITTEN, SAVE_REPORT),
    'bug/unexpected': () => words('Unerwarteter Fehler in Slipway.', HALF_WRITTEN, SAVE_REPORT),
  },

  known: (said, next) => kept(said, next),
  unknown: (what) => kept(what, 'Was das Gerät selbst sagt, steht unter „Einzelheiten“.'),
  refusedMethod: (method) => `Das Gerät hat ${method} abgelehnt.`,
  refusedBegin: 'Das Gerät hat den Beginn abgelehnt.',
  refusedBlock: (offset) => `Das Gerät hat den Block bei ${fileSize(offset)} abgelehnt.`,
  refusedEnd: 'Das Gerät hat den Abschluss des Updates abgelehnt.',
  refusedCommit: (said) =>
    words(
      said ?? 'Das Gerät hat die neue Firmware nicht behalten.',
      BY_ITSELF,
      'Wählen Sie noch einmal „Behalten“.',
    ),
  refusedRevert: (said) =>
    words(
      said ?? 'Das Gerät sollte zurückgehen und tat es nicht.',
      BY_ITSELF,
      'Versuchen Sie es noch einmal oder warten Sie.',
    ),

  noOta: (missing, listed) =>
    refused(
      listed
        ? `Die Firmware auf diesem Gerät kennt keine Updates über RPC: In ihrer Methodenliste fehlt ${grammar.list(missing)}.`
        : `Die Firmware auf diesem Gerät kennt ${grammar.list(missing)} nicht.`,
      'Schreiben Sie die Firmware per Kabel mit dem Werkzeug des Herstellers.',
    ),
  noInfo: (listed) =>
    refused(
      listed === null
        ? 'Das Gerät antwortet, kennt aber Sys.GetInfo nicht, das sagt, womit es läuft.'
        : `Das Gerät antwortet, hat aber kein Sys.GetInfo unter ${grammar.count(listed, 'Methode', 'Methoden')}: So kennen wir keine Firmware mit Mongoose OS.`,
      'Aktualisieren Sie es mit dem Werkzeug seines Herstellers.',
    ),

  otherDevice: {
    cable: (expected, found) =>
      otherDevice(expected, found, 'Sehen Sie nach, welches Gerät am Kabel ist,'),
    list: (expected, found) =>
      otherDevice(expected, found, 'Wählen Sie das Gerät neu in der Liste des Browsers'),
    address: (expected, found) => otherDevice(expected, found, 'Prüfen Sie die Adresse'),
    other: (expected, found) =>
      otherDevice(expected, found, 'Sehen Sie nach, welches Gerät verbunden ist,'),
  },

  rolledBack: (headline, move, asked) =>
    words(
      headline,
      `Es ist sicher und läuft mit ${move.from}.`,
      asked
        ? null
        : `Versuchen Sie ${move.to} noch einmal oder fragen Sie, warum es nicht dabei blieb.`,
    ),
} satisfies Catalogue['failures'];
