import type { Catalogue } from '../catalogue.ts';

export default {
  title: 'Wie soll sie auf das Gerät kommen?',
  ways: {
    write: {
      name: 'Block für Block',
      text: 'Slipway sendet sie, und jeder Block wird bestätigt. Das lässt sich anhalten und geht nach einer verlorenen Verbindung weiter.',
      lacks: '',
    },
    pull: {
      name: 'Das Gerät lädt sie',
      text: 'Von einem Webserver, den das Gerät selbst erreicht. Es meldet, wie weit es ist; anhalten lässt sich das nicht.',
      lacks: 'Dieses Gerät kann keine Datei laden (OTA.Update).',
    },
    poll: {
      name: 'Das Gerät sucht sie selbst',
      text: 'Für ein Gerät, das bei einem Webserver nach Updates fragt (update.url). Seine Einstellungen nennen für die Zeit des Updates Ihre Adresse: Dafür startet es neu, und noch einmal, wenn sie zurückgesetzt sind. Es meldet, wie weit es ist; anhalten lässt sich das nicht.',
      lacks: 'Die Einstellungen dieses Geräts lassen sich nicht ändern (Config.Set).',
    },
    post: {
      name: 'Auf seine Webseite hochladen',
      text: 'In einem Stück an den Webserver des Geräts. Eine Seite kann dessen Antwort nicht lesen: Das Gerät wird danach gefragt.',
      lacks: 'Nur für ein Gerät mit einer Adresse im Netzwerk.',
    },
  },
  field: {
    label: 'Adresse der Datei',
    example: 'http://192.168.1.20/fw.zip',
    hint: 'Die hier gewählte Datei, unter einer http-Adresse oder unter einer https-Adresse, deren Zertifikat das Gerät prüfen kann.',
    wrong: 'Geben Sie eine Adresse ein, die mit http:// oder https:// beginnt.',
  },
} satisfies Catalogue['delivery'];
