import type { Catalogue } from '../catalogue.ts';

export default {
  app: (app) => `nur für ${app}`,
  remove: 'Entfernen',
  removeKey: (name) => `${name} entfernen`,
  name: 'Name des Herausgebers',
  key: 'Öffentlicher Schlüssel (Base64 oder PEM)',
  onlyFor: (app) => `Nur für ${app}`,
  compare: 'Vergleichen Sie den Fingerabdruck mit dem Hersteller, am Telefon oder auf Papier.',
  add: 'Diesem Schlüssel vertrauen',
  faults: {
    'no-name': 'Geben Sie dem Schlüssel einen Namen.',
    'no-key': 'Das ist kein öffentlicher Schlüssel (ECDSA, P-256).',
    known: 'Diesem Schlüssel wird schon vertraut.',
    'not-kept': 'Dieser Browser lässt die Seite keine Schlüssel behalten.',
  },
  code: {
    show: 'Als QR-Code zeigen',
    showKey: (name) => `Als QR-Code zeigen: ${name}`,
    hide: 'QR-Code ausblenden',
    hideKey: (name) => `QR-Code ausblenden: ${name}`,
    picture: (name) => `QR-Code des öffentlichen Schlüssels von ${name}`,
    hint: 'Scannen Sie ihn auf dem anderen Gerät unter Signatur, Vertraute Schlüssel.',
    copy: 'Schlüssel kopieren',
    copied: 'Schlüssel kopiert.',
    notCopied:
      'Nicht kopiert: Der Browser erlaubt es nicht. Markieren Sie den Schlüssel oben und kopieren Sie ihn.',
  },
  scan: {
    start: 'QR-Code scannen',
    file: 'Aus Datei oder Bild …',
    cancel: 'Abbrechen',
    video: 'Was die Kamera sieht',
    asking: 'Der Browser fragt nach der Kamera. Erlauben Sie sie zum Scannen.',
    looking: 'Halten Sie den QR-Code des öffentlichen Schlüssels vor die Kamera.',
    other:
      'Dieser QR-Code enthält keinen öffentlichen Schlüssel (ECDSA, P-256). Zeigen Sie einen anderen.',
    reading: (fileName) => `Ein QR-Code wird in ${fileName} gesucht …`,
    drop: 'Lassen Sie das Bild los, um seinen QR-Code zu lesen.',
    found: 'Schlüssel gelesen. Vergleichen Sie seinen Fingerabdruck, dann vertrauen Sie ihm.',
    failed: 'Der QR-Code wurde nicht gelesen.',
    stopped: {
      refused: {
        text: 'Diese Seite darf die Kamera nicht benutzen.',
        next: 'Klicken Sie auf das Symbol links von der Webadresse, erlauben Sie die Kamera und scannen Sie noch einmal. Oder lesen Sie den Code aus einem Bild.',
      },
      'no-camera': {
        text: 'Keine Kamera gefunden.',
        next: 'Schließen Sie eine an und scannen Sie noch einmal, oder lesen Sie den Code aus einem Bild.',
      },
      'in-use': {
        text: 'Die Kamera startet nicht. Vielleicht benutzt sie ein anderes Programm.',
        next: 'Schließen Sie es und scannen Sie noch einmal, oder lesen Sie den Code aus einem Bild.',
      },
      'no-feature': {
        text: 'Dieser Browser gibt der Seite keine Kamera.',
        next: 'Öffnen Sie die Seite über https, oder lesen Sie den Code aus einem Bild.',
      },
      disconnected: {
        text: 'Die Kamera wurde getrennt oder ausgeschaltet.',
        next: 'Scannen Sie noch einmal, oder lesen Sie den Code aus einem Bild.',
      },
      hidden: {
        text: 'Die Kamera wurde ausgeschaltet, weil diese Seite im Hintergrund war.',
        next: 'Scannen Sie noch einmal, wenn Sie so weit sind.',
      },
    },
    unread: {
      'no-code': {
        text: (fileName) => `In ${fileName} ist kein QR-Code zu lesen.`,
        next: 'Machen Sie ein scharfes Bild gerade von vorn, mit dem ganzen Code und seinem weißen Rand.',
      },
      'not-a-picture': {
        text: (fileName) => `Dieser Browser kann ${fileName} nicht als Bild öffnen.`,
        next: 'Wählen Sie eine PNG- oder JPEG-Datei.',
      },
      'not-a-key': {
        text: (fileName) =>
          `Der QR-Code in ${fileName} enthält keinen öffentlichen Schlüssel (ECDSA, P-256).`,
        next: 'Bitten Sie den Hersteller um den Code des öffentlichen Schlüssels.',
      },
    },
  },
} satisfies Catalogue['trustedKeys'];
