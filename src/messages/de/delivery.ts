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
    shadow: {
      name: 'Sein Schatten nennt ihm die Datei',
      text: 'Für ein Gerät mit einem Schatten bei AWS IoT oder mDash (shadow.ota_enable): Dort erfährt es, was es laden soll. Es meldet, wie weit es ist; anhalten lässt sich das nicht.',
      lacks: '',
    },
    post: {
      name: 'Auf seine Webseite hochladen',
      text: 'In einem Stück an den Webserver des Geräts. Eine Seite kann dessen Antwort nicht lesen: Das Gerät wird danach gefragt.',
      lacks: 'Nur für ein Gerät mit einer Adresse im Netzwerk.',
    },
  },
  incomplete:
    'Update nicht möglich: Füllen Sie einen Schattendienst aus, den diese Seite fragen kann',
  pollLead:
    'Das Gerät startet dreimal neu: für seine Einstellungen, für die neue Firmware und wenn seine Einstellungen zurückgesetzt sind.',
  shadow: {
    service: 'Dienst',
    services: { aws: 'AWS IoT', mdash: 'mDash', azure: 'Azure IoT Hub' },
    by: 'Anmelden mit',
    proofs: { password: 'Benutzer und Passwort', signature: 'Zugriffsschlüssel' },
    fields: {
      endpoint: 'Endpunkt',
      thing: 'Name des Dings (Thing)',
      user: 'Benutzer',
      password: 'Passwort',
      region: 'AWS-Region',
      keyId: 'Zugriffsschlüssel-ID',
      secret: 'Geheimer Zugriffsschlüssel',
      sessionToken: 'Sitzungstoken, bei befristeten Schlüsseln',
      mdash: 'Adresse von mDash',
      mdashDevice: 'ID des Geräts dort',
      mdashKey: 'API-Schlüssel',
    },
    endpointExample: 'a1b2c3-ats.iot.eu-west-1.amazonaws.com',
    awsHint:
      'Benutzer und Passwort gehen an einen eigenen Authorizer, ein Zugriffsschlüssel signiert die Verbindung. Ein Zertifikat kann eine Seite nicht verwenden: push --via shadow kann es.',
    insecure:
      'Mit einem Zugriffsschlüssel kann nur eine Seite signieren, die über https oder von localhost kommt.',
    wrongEndpoint:
      'Geben Sie den Endpunkt von AWS IoT ein oder eine Adresse, die mit wss:// beginnt.',
    mdashHint:
      'Der Browser fragt mDash selbst. Lässt mDash das keine Seite einer anderen Adresse tun, kann es push --via shadow.',
    azure:
      'Ein Azure IoT Hub antwortet keiner Seite einer anderen Adresse (CORS), also kann diese Seite ihn nicht fragen. push --via shadow --shadow azure kann es.',
    memory:
      'Nur im Arbeitsspeicher, bis ein anderes Gerät gewählt oder diese Seite geschlossen wird.',
  },
  field: {
    label: 'Adresse der Datei',
    example: 'http://192.168.1.20/fw.zip',
    hint: 'Die hier gewählte Datei, unter einer http-Adresse oder unter einer https-Adresse, deren Zertifikat das Gerät prüfen kann.',
    wrong: 'Geben Sie eine Adresse ein, die mit http:// oder https:// beginnt.',
  },
} satisfies Catalogue['delivery'];
