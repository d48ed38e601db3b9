import type { Catalogue } from '../catalogue.ts';
import type { FailureWords } from '../text-shapes.ts';
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

const OTHER_CHIP = 'Wählen Sie einen anderen gespeicherten Chip.';

const replaces = (what: string): string =>
  `Die Datei ersetzt ${what}, was dieses Gerät über RPC nicht tut.`;

const keysOf = (slots: readonly string[], one: string, many: string): string =>
  `${slots.length === 1 ? one : many} ${grammar.list(slots)}`;

function lacksKeys(keys: readonly string[], lacking: readonly string[]): string {
  if (lacking.length < keys.length)
    return `Es fehlt die Signatur mit ${keysOf(lacking, 'Schlüssel', 'den Schlüsseln')}.`;
  if (keys.length === 1) return 'Diese Datei ist es nicht.';
  return keys.length === 2 ? 'Diese Datei hat keine von beiden.' : 'Diese Datei hat keine davon.';
}

export default {
  failures: {
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
      'bundle/needs-version': ({ version, requires, before }) =>
        refused(
          `${version} darf nur auf ${requires} folgen; davor ist ${before}.`,
          'Bitten Sie den Lieferanten um die Version dazwischen und aktualisieren Sie zuerst auf diese.',
        ),
      'bundle/bad-requires': ({ requires }) =>
        refused(
          `Die Firmware nennt die Versionen, auf die sie folgen darf, „${requires}“, und das ist keine Regel.`,
          'Bitten Sie den Lieferanten um eine neue Datei.',
        ),
      'bundle/no-route': ({ file, other, why }) =>
        refused(
          `${file} und ${other} sind keine Schritte eines Updates: ${
            {
              application: 'Es sind verschiedene Anwendungen',
              platform: 'Sie sind für verschiedene Chips',
              'no-order': 'Ihre Versionen lassen sich nicht ordnen',
              'same-version': 'Sie haben dieselbe Version',
            }[why]
          }.`,
          'Geben Sie nur Dateien an, die aufeinander folgen.',
        ),
      'bundle/nothing-newer': ({ running }) =>
        refused(
          `Das Gerät läuft schon mit ${running}: Keine der Dateien ist neuer.`,
          'Es ist nichts zu tun.',
        ),
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
      'device/no-room': ({ file, bytes, freeBytes }) =>
        words(
          `${file} braucht ${fileSize(bytes)}, und auf dem Gerät sind ${fileSize(freeBytes)} frei.`,
          'Die Dateien des Geräts sind, wie sie waren.',
          'Entfernen Sie nicht benötigte Dateien, oder verkleinern Sie diese.',
        ),
      'device/file-differs': ({ file }) =>
        words(
          `${file} ist nicht so auf dem Gerät, wie es gesendet wurde: Das Zurückgelesene weicht ab.`,
          'Die Dateien des Geräts sind, wie sie waren.',
          'Legen Sie die Datei noch einmal ab.',
        ),
      'device/settings-differ': ({ paths }) =>
        words(
          `Das Gerät hat nicht übernommen: ${paths.join(', ')}.`,
          'Seine Firmware ist unberührt.',
          'Laden Sie die Einstellungen neu, um zu sehen, wie sie jetzt sind.',
        ),
      'device/not-restarted': ({ waitedMs }) =>
        words(
          `Die Einstellungen sind gespeichert; ein Neustart des Geräts war innerhalb von ${countdown(waitedMs)} nicht zu sehen.`,
          'Seine Firmware ist unberührt.',
          'Wurden Adresse oder Netzwerk geändert, verbinden Sie sich dort mit ihm.',
        ),
      'device/wrong-password': () =>
        kept(
          'Das Gerät lehnt diesen Benutzer oder dieses Passwort ab.',
          'Prüfen Sie beides und melden Sie sich noch einmal an.',
        ),
      'device/in-use': ({ device }) =>
        refused(
          `${device} wird anderswo in diesem Browser aktualisiert: in einem anderen Tab oder durch eine Verteilung.`,
          'Machen Sie dort weiter oder warten Sie, bis das zu Ende ist.',
        ),
      'device/two-answers': ({ device }) =>
        words(
          `Auf eine Anfrage kamen zwei Antworten: Jemand anderes antwortet als ${device}.`,
          HALF_WRITTEN,
          'Der Betreiber des Brokers muss dafür sorgen, dass nur das Gerät seine Antworten sendet.',
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

      'rehearsal/not-safe': ({ cuts, broken, lost }) =>
        own(
          broken > 0
            ? `Nach ${broken} von ${cuts} Stromausfällen kommt das Gerät der Probe nicht auf einer vollständigen Firmware zur Ruhe.`
            : `Das Gerät der Probe verliert ${lost === 1 ? 'eine Datei' : `${lost} Dateien`}.`,
          'Schreiben Sie diese Datei nicht: Sehen Sie nach, was die Probe nennt.',
        ),
      'rehearsal/no-stand-in': ({ platform }) =>
        own(
          `Ein ${platform} lässt sich hier nicht nachbilden, also gibt es nichts zum Proben.`,
          'Aktualisieren Sie ein Gerät dieser Art und sehen Sie dabei zu.',
        ),

      'use/bad-option': ({ option, detail }) => own(`${option}: ${detail}.`, 'Siehe --help.'),
      'file/unreadable': ({ file, detail }) =>
        own(`${file} ist nicht lesbar: ${detail}.`, 'Wählen Sie die Datei neu.'),
      'file/no-checks': ({ file, place }) =>
        own(
          `${file} enthält keine brauchbaren Prüfungen${place === '' ? '' : `: siehe ${place}`}.`,
          'Eine Prüfung fragt nur, was liest. Wie sie geschrieben wird, steht in docs/CHECKS.md.',
        ),
      'file/no-recording': ({ file, place }) =>
        own(
          place === ''
            ? `${file} ist keine Aufzeichnung eines Updates.`
            : `${file} ist beschädigt oder aus einer anderen Version von Slipway: siehe ${place}.`,
          'Wählen Sie eine Datei, die mit „Aufzeichnung speichern“ gespeichert wurde.',
        ),
      'file/gone': ({ file }) =>
        own(`${file} ist wieder verschwunden.`, 'Wählen Sie die Datei neu.'),
      'file/not-fetched': ({ file, status }) =>
        own(
          `${file} lässt sich nicht holen: ${status === null ? 'kein Netzwerk' : `Status ${status}`}.`,
          'Versuchen Sie es wieder, wenn das Netzwerk zurück ist.',
        ),
      'file/replaced': () =>
        own('Inzwischen wurde eine andere Datei gewählt.', 'Wählen Sie die Datei neu.'),
      'file/no-filesystem': ({ file }) =>
        own(
          `${file} ist nicht lesbar: Darin ist kein Dateisystem.`,
          'Wählen Sie eine andere Datei.',
        ),
      'file/unknown-profile': ({ file, name }) =>
        own(`${file} ist ein Chip mit dem Profil ${name}, das hier unbekannt ist.`, OTHER_CHIP),
      'file/other-size': ({ file, found, expected }) =>
        own(`Der Flash in ${file} hat ${found} Byte, dieser Chip hat ${expected}.`, OTHER_CHIP),
      'file/unwritable': ({ file, detail }) =>
        own(`${file} lässt sich nicht schreiben: ${detail}.`, 'Wählen Sie einen anderen Ort.'),
      'worker/died': () => words('Slipway musste neu starten.', HALF_WRITTEN, 'Verbinden Sie neu.'),
      'storage/failed': () =>
        own('Dieser Browser speichert keine Dateien für diese Seite.', 'Machen Sie ohne weiter.'),
      'bug/invariant': () => words('Interner Fehler in Slipway.', HALF_WRITTEN, SAVE_REPORT),
      'bug/unexpected': () => words('Unerwarteter Fehler in Slipway.', HALF_WRITTEN, SAVE_REPORT),
    },

    noChip: {
      'no-archive': (file) => own(`${file} ist kein gespeicherter Chip.`, OTHER_CHIP),
      'no-facts': (file) =>
        own(`${file} ist kein gespeicherter Chip: In seiner chip.json steht anderes.`, OTHER_CHIP),
      digest: (file) =>
        own(`${file} ist beschädigt: Die SHA-256 seines Flash weicht ab.`, OTHER_CHIP),
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

    wantsSignatures: (keys, lacking) =>
      keys.length === 0
        ? refused('Dieses Gerät erlaubt kein Update.', 'Fragen Sie, wer es eingerichtet hat.')
        : refused(
            `Dieses Gerät nimmt nur Firmware, die mit ${keysOf(keys, 'seinem Schlüssel', 'seinen Schlüsseln')} signiert ist. ${lacksKeys(keys, lacking)}`,
            'Bitten Sie Ihren Lieferanten um eine signierte.',
          ),
    sameKey: (keys) =>
      refused(
        `${keysOf(keys, 'Sein Schlüssel', 'Seine Schlüssel')} sind derselbe: Eine Signatur steht für alle.`,
        'Fragen Sie, wer das Gerät eingerichtet hat.',
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
  },

  wentBack: {
    asked: (from) => `Das Gerät ist zu ${from} zurückgegangen, wie angewiesen.`,
    checks: (from, to) =>
      `${to} bestand die Prüfungen nicht, das Gerät wurde angewiesen, zu ${from} zurückzugehen.`,
    'time-over': (from, to) =>
      `Das Gerät ist von selbst von ${to} zu ${from} zurückgegangen: Die Zeit zum Behalten war um.`,
    restarted: (from, to) =>
      `Das Gerät startete neu, bevor ${to} behalten wurde, und läuft wieder mit ${from}.`,
    'not-seen': (from, to) =>
      `Das Gerät kam mit ${from} wieder: Es war nicht zu sehen, dass ${to} lief.`,
  },

  deviceSays: {
    said: {
      'other-chip': 'Diese Firmware ist für einen anderen Chip.',
      signature: 'Dieses Gerät nimmt nur Firmware, die seine Schlüssel signiert haben.',
      'no-updates': 'Dieses Gerät erlaubt kein Update.',
      'checksum-format': 'Eine Prüfsumme im Manifest ist nicht lesbar.',
      'part-size': 'Ein Teil ist nicht so lang, wie das Manifest sagt.',
      'not-intact': 'Ein Teil ist nicht unversehrt angekommen.',
      'too-big': 'Ein Teil ist größer als der Slot dieses Geräts.',
      'other-flash': 'Das Manifest beschreibt einen anderen Flash als den dieses Geräts.',
      'write-failed': 'Der Flash hat das Schreiben verweigert.',
      'switch-failed': 'Das Gerät konnte nicht auf die neue Firmware umschalten.',
      'under-way': 'Auf dem Gerät läuft schon ein Update.',
      'not-kept': 'Die laufende Firmware ist noch nicht behalten.',
      'no-update': 'Das Gerät weiß nichts mehr von einem Update.',
      'other-block': 'Das Gerät wartet auf einen anderen Block.',
      'not-whole': 'Das Gerät hat nicht das ganze Update.',
      'timed-out': 'Das Gerät hat aufgehört zu warten.',
      'no-second-slot':
        'Dieses Gerät hat keinen zweiten Slot und lässt sich darum so nicht aktualisieren.',
      archive: 'Das Gerät kann dieses Archiv nicht lesen.',
      'part-missing': 'Dem Archiv fehlt ein Teil, den dieses Gerät braucht.',
      manifest: 'Das Gerät nimmt das Manifest nicht an.',
      memory: 'Das Gerät hat zu wenig freien Speicher.',
      'broken-off': 'Das Update wurde abgebrochen.',
      base64: 'Das Gerät konnte einen Block nicht lesen.',
      restarting: 'Das Gerät startet gleich neu.',
      'no-connection': 'Das Gerät konnte keine Verbindung zum Server der Datei aufbauen.',
      'no-file': 'Der Server hat dem Gerät die Datei nicht gegeben.',
      'same-firmware': 'Das Gerät läuft schon mit dieser Firmware.',
      'no-post': 'Das Gerät nimmt nichts an, was hochgeladen wird.',
      password: 'Das Gerät verlangt ein Passwort.',
    },

    replaces: {
      'partition-table': replaces('die Partitionstabelle'),
      nvs: replaces('die gespeicherten Einstellungen (NVS)'),
      'boot-settings': replaces('die Boot-Einstellungen'),
      'boot-loader': replaces('den Bootloader'),
      other: replaces('einen Teil außerhalb der Slots'),
    },

    noMethod: (method) => `Das Gerät kennt ${method} nicht.`,
    notAllowed: (method) => `Die Zugriffsregeln des Geräts erlauben ${method} hier nicht.`,

    next: {
      again: 'Versuchen Sie es noch einmal.',
      anew: 'Beginnen Sie das Update von vorn.',
      'ask-builder': 'Bitten Sie Ihren Lieferanten um eine neue Datei.',
      'ask-fitting': 'Bitten Sie um den Build für dieses Gerät.',
      'ask-without': 'Bitten Sie um einen Build ohne diesen Teil.',
      'as-built': 'Bitten Sie Ihren Lieferanten um die ursprüngliche fw.zip.',
      'by-cable': 'Schreiben Sie die Firmware per Kabel mit dem Werkzeug des Herstellers.',
      wait: 'Warten Sie, bis es zu Ende ist, oder verwerfen Sie es.',
      keep: 'Behalten Sie sie oder gehen Sie zurück, bevor Sie neu aktualisieren.',
      restart: 'Starten Sie das Gerät neu und versuchen Sie es noch einmal.',
      soon: 'Versuchen Sie es in einigen Sekunden noch einmal.',
      'sign-in': 'Melden Sie sich mit einem Benutzer und einem Passwort des Geräts an.',
      'check-url': 'Prüfen Sie, ob das Gerät die Adresse erreicht.',
      'other-way': 'Senden Sie sie auf einem anderen Weg.',
      allow: 'Erlauben Sie es am Gerät (rpc.acl) oder verwenden Sie eine andere Verbindung.',
    },
  },
} satisfies Pick<Catalogue, 'failures' | 'wentBack' | 'deviceSays'>;
