import type { Catalogue } from '../catalogue.ts';

const replaces = (what: string): string =>
  `Die Datei ersetzt ${what}, was dieses Gerät über RPC nicht tut.`;

export default {
  said: {
    'other-chip': 'Diese Firmware ist für einen anderen Chip.',
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
    'no-password': 'Schalten Sie es am Gerät aus oder verwenden Sie eine Verbindung ohne Passwort.',
    allow: 'Erlauben Sie es am Gerät (rpc.acl) oder verwenden Sie eine andere Verbindung.',
  },
} satisfies Catalogue['deviceSays'];
