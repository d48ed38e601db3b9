import type { Catalogue } from '../catalogue.ts';
import { duration, fileSize, speed } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, count } = grammar;

const damaged = (what: string, key: string): string =>
  `Im Speicher dieses Browsers beschädigt und nicht verwendet: ${what} ${key === '' ? '(ohne Namen)' : key}.`;

export default {
  build: {
    commit: (commit) => `Commit ${commit}`,
    unknownCommit: 'Commit unbekannt',
    build: (build) => `Build ${build}`,
    fromSource: 'aus dem Quelltext gestartet',
  },

  damaged: {
    device: (key) => damaged('die Angaben zum Gerät', key),
    update: (key) => damaged('die Aufzeichnung des Updates', key),
    bluetooth: (key) => damaged('die Erfahrungen mit Bluetooth bei', key),
    'sign-in': (key) => damaged('Benutzer und Passwort für', key),
    place: (key) => damaged('die Angaben zur Adresse', key),
    fleet: (key) => damaged('Angaben zum Gerät der Flotte', key),
    checks: (key) => damaged('Prüfungen für', key),
    history: (key) => damaged('die Aufzeichnung des früheren Updates', key),
  },

  receipt: {
    dates: 'de',

    receipt: {
      title: 'Beleg des Updates',
      keep: {
        label: 'Aufzeichnungen dieses Updates',
        report: 'Bericht speichern',
        recording: 'Aufzeichnung speichern',
        receipt: 'Beleg speichern',
        print: 'Beleg drucken',
        saved: (name) => `Der Browser speichert ${name}.`,
      },
      named: (device) => device.replace(/^(?:das|der|die) /, ''),
      headline: {
        committed: (device, to) => `${begin(device)} läuft mit ${to}`,
        reverted: (device, from) => `${begin(device)} läuft wieder mit ${from}`,
        other: (device, version, build) => `${begin(device)} läuft mit ${version}, Build ${build}`,
        untouched: (device) => `${begin(device)} wurde nicht aktualisiert`,
        uncommitted: (device, to) => `${begin(device)} läuft mit ${to}, noch nicht behalten`,
        unknown: (device) => `${begin(device)} wurde nicht wieder erreicht`,
      },
      outcome: {
        committed: 'Behalten',
        reverted: 'Zurückgegangen',
        other: 'Andere Firmware',
        stopped: 'Angehalten',
        cancelled: 'Abgebrochen',
        uncommitted: 'Auf Probe',
        unknown: 'Nicht erreicht',
      },
      period: (day, from, to, zone) => `${day}, ${from} bis ${to}, ${zone}`,
      why: 'Grund',
      device: 'Gerät',
      place: 'Erreicht unter',
      from: 'Von',
      to: 'Auf',
      file: 'Datei',
      fileHash: 'SHA-256 der Datei',
      app: 'Erstellt mit',
      notReported: 'nicht gemeldet',
      mac: 'MAC',
      parts: 'Teile',
      part: 'Teil',
      bytes: 'Bytes',
      sha256: 'SHA-256',
      notInstalled: 'bei diesem Update nicht installiert',
      stages: 'Zeit je Stufe',
      noTime: '–',
      checks: 'Prüfungen',
      overrides: 'Übergangene Befunde',
      noOverride: 'Kein Befund wurde übergangen.',
      typed: (finding, word) => `${finding} Eingegeben: „${word}“.`,
      ticked: (finding) => `${finding} Angekreuzt: „Trotzdem fortfahren“.`,
      override: {
        'same-version': 'Gleiche Version oder gleicher Build wie zuvor.',
        downgrade: 'Älter als das, was lief.',
        'other-app': 'Eine andere Anwendung.',
        'boot-loader': 'Ersetzt den Bootloader.',
        unsigned: 'Ohne gültige Signatur.',
        'user-files': 'Hat eigene Einstellungen des Geräts ersetzt.',
        'merge-fails': 'Die Dateien sollten nicht alle Platz finden.',
        'prefix-name': 'Ein Dateiname ist der Anfang eines anderen.',
        'upper-case-digest': 'Eine Prüfsumme in Großbuchstaben.',
        'same-key': 'Ein Schlüssel an mehreren Stellen.',
        'unchecked-url': 'Die Adresse der Datei war nicht geprüft.',
      },
      figures: (of) =>
        [
          `${fileSize(of.bytes)} bestätigt`,
          ...(of.writeSeconds > 0 ? [speed(of.bytes / of.writeSeconds)] : []),
          `${count(of.retries, 'Block', 'Blöcke')} noch einmal gesendet`,
          `${duration(of.seconds * 1_000)} insgesamt`,
        ].join(' · '),
    },
  },
} satisfies Pick<Catalogue, 'build' | 'damaged' | 'receipt'>;
