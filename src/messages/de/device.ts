import type { Catalogue } from '../catalogue.ts';
import { fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const { count } = grammar;

export default {
  title: 'Einstellungen und Dateien',
  show: 'Zeigen',
  close: 'Schließen',
  tabs: { settings: 'Einstellungen', files: 'Dateien' },

  off: {
    noDevice: 'Es hat noch kein Gerät geantwortet. Verbinden Sie zuerst eines.',
    updateRuns: 'Nicht, während ein Update läuft.',
    onTrial: (version) =>
      `${version} läuft auf Probe: Ein Neustart würde die Probe beenden. Behalten Sie die Version, oder gehen Sie zuerst zurück.`,
    away: 'Das Gerät antwortet gerade nicht.',
    busy: 'Etwas anderes ist noch im Gange.',
    noChange: 'Ändern Sie zuerst eine Einstellung.',
    wrong: 'Berichtigen Sie zuerst, was markiert ist.',
  },
  lacks: {
    settings:
      'Die Firmware dieses Geräts hat kein Config.Get: Ihre Einstellungen lassen sich so nicht lesen.',
    files:
      'Die Firmware dieses Geräts hat kein FS.ListExt: Seine Dateien lassen sich so nicht sehen.',
  },
  failed: {
    read: 'Das Lesen ist nicht gelungen.',
    again: 'Noch einmal lesen',
  },

  settings: {
    lead: 'Vom Gerät gelesen. Eine Änderung wird auf ihm gespeichert und zurückgelesen.',
    reading: 'Die Einstellungen werden gelesen …',
    all: 'Alle Einstellungen lesen',
    others: (group, number) =>
      `${count(number, 'weitere Einstellung', 'weitere Einstellungen')} von ${group}`,
    none: 'Das Gerät hat keine dieser Einstellungen.',
    groups: { update: 'Update', wifi: 'WLAN' },
    labels: {
      'update.timeout': 'Sekunden, die ein Update dauern darf',
      'update.commit_timeout': 'Sekunden auf Probe nach einem Update von einer URL',
      'update.url': 'URL, von der das Gerät Updates holt',
      'update.interval': 'Sekunden zwischen zwei Blicken auf diese URL',
      'wifi.sta.enable': 'Einem WLAN beitreten',
      'wifi.sta.ssid': 'Name des WLANs',
      'wifi.sta.pass': 'Passwort des WLANs',
      'wifi.ap.enable': 'Selbst ein WLAN sein',
      'wifi.ap.ssid': 'Name des eigenen WLANs',
      'wifi.ap.pass': 'Passwort des eigenen WLANs',
    },
    secretSet: 'Gesetzt, nicht gezeigt',
    secretNone: 'Keines',
    problem: {
      number: 'Hier wird eine Zahl gebraucht.',
      whole: 'Hier wird eine ganze Zahl gebraucht.',
    },
    restart: 'Das Gerät nach dem Speichern neu starten',
    restartWhy: 'Die meisten Einstellungen gelten ab dem Start.',
    wifiWarning:
      'Mit falschem Namen oder Passwort verlässt das Gerät sein Netz. Über ein Kabel bleibt es erreichbar und lässt sich berichtigen.',
    save: (number) => `${count(number, 'Änderung', 'Änderungen')} speichern`,
    nothing: 'Speichern',
    undo: 'Änderungen zurücknehmen',
    saving: 'Wird gespeichert …',
    restarting: 'Wird gespeichert, dann auf den Neustart des Geräts gewartet …',
    saved: 'Gespeichert und zurückgelesen.',
    savedRestarted: 'Gespeichert. Das Gerät ist neu gestartet und hat die Werte.',
    refused: 'Nicht gespeichert.',
    unknown:
      'Nicht bestätigt: Lesen Sie die Einstellungen noch einmal, um zu sehen, was das Gerät hat.',
  },

  files: {
    lead: 'Auf dem Dateisystem des laufenden Slots. Ein Update nimmt sie mit.',
    reading: 'Die Liste der Dateien wird gelesen …',
    none: 'Es gibt keine Dateien.',
    count: (number) => count(number, 'Datei', 'Dateien'),
    countAndSpace: (files, free, total) =>
      `${files}, ${fileSize(free)} von ${fileSize(total)} frei`,
    save: 'Kopie sichern',
    saveName: (name) => `Eine Kopie von ${name} sichern`,
    remove: 'Entfernen',
    removeName: (name) => `${name} entfernen`,
    put: 'Datei ablegen …',
    cancel: 'Abbrechen',
    reads: (name) => `${name} wird gelesen`,
    puts: (name) => `${name} wird geschrieben und dann zurückgelesen`,
    percent: (percent) => `${percent} Prozent`,
    gotten: (name) => `${name} wurde gelesen.`,
    done: (name) => `${name} ist auf dem Gerät und wurde zurückgelesen.`,
    removed: (name) => `${name} ist entfernt.`,
    stopped: 'Abgebrochen. Die Dateien des Geräts sind, wie sie waren.',
    tooLong: (name, limit) =>
      `„${name}“ ist länger als die ${limit} Bytes, die ein Name auf einem Gerät haben darf.`,
    notPlain: (name) =>
      `„${name}“ hat Zeichen, die ein Gerät in Namen nicht speichern kann. Benennen Sie die Datei zuerst um.`,
    replace: {
      title: (name) => `${name} ersetzen?`,
      text: (name) =>
        `Eine Datei dieses Namens ist auf dem Gerät. ${name} bleibt, wie sie ist, bis die neue vollständig da ist.`,
      yes: 'Ersetzen',
      no: 'So lassen',
    },
    drop: {
      title: (name) => `${name} vom Gerät entfernen?`,
      text: 'Die Firmware braucht sie vielleicht. Sichern Sie zuerst eine Kopie, wenn Sie nicht sicher sind.',
      yes: 'Entfernen',
      no: 'Behalten',
    },
  },
} satisfies Catalogue['device'];
