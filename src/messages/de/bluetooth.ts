import type { Catalogue } from '../catalogue.ts';
import { step, stepWithLink } from '../text-shapes.ts';

const BLUEFY = {
  text: 'Bluefy im App Store',
  address: 'https://apps.apple.com/app/bluefy-web-ble-browser/id1492822055',
};

export default {
  device: 'das Bluetooth-Gerät',
  explain: {
    tag: 'Bluetooth',
    title: 'Gehen Sie näher als 5 Meter heran',
    lead: 'Der Browser zeigt eine Liste. Wählen Sie Ihr Gerät, dann „Koppeln“.',
    permission: {
      android:
        'Android fragt vielleicht nach „Geräten in der Nähe“, ältere Versionen nach „Standort“. Slipway liest nicht, wo Sie sind.',
      mac: 'macOS fragt vielleicht, ob der Browser Bluetooth verwenden darf.',
      other: 'Die Seite bekommt das eine Gerät, das Sie wählen, und sonst nichts.',
    },
    safe: 'Das Gerät ist sicher.',
    safety: 'Slipway liest nur von ihm, bis Sie das Update starten.',
    choose: 'Gerät wählen',
    all: 'Alle Geräte zeigen',
    back: 'Andere Verbindungen',
    heard: 'Gehen Sie näher als 5 Meter heran. Der Browser wird eine Liste von Geräten zeigen.',
  },
  names: {
    title: 'Der Name beginnt mit',
    usual: (prefixes: readonly string[]) => `Leer: ${prefixes.join(', ')}`,
    hint: 'Meist der Chip und sechs Zeichen der Adresse. Manche Hersteller vergeben eigene Namen.',
  },
  picture: {
    label: 'Bild der Liste des Browsers: zuerst das Gerät wählen, dann „Koppeln“',
    asks: 'Slipway möchte sich koppeln',
    line: 'esp32_0A1B2C',
    other: 'Kopfhörer',
    first: '1. Wählen',
    cancel: 'Abbrechen',
    second: '2. Koppeln',
  },
  pictureTitle: 'Was Sie sehen sollten',
  known: {
    title: 'Über Bluetooth bekannt',
    source: 'in diesem Browser schon erlaubt',
    near: 'falls es in der Nähe und eingeschaltet ist',
    last: (app: string, version: string) => `zuletzt ${app} ${version}`,
    noName: 'Ein Gerät ohne Namen',
    use: 'Verbinden',
    useName: (name: string) => `${name} verbinden`,
    forget: 'Vergessen',
    forgetName: (name: string) => `${name} vergessen`,
  },
  buttons: {
    choose: 'Gerät neu wählen',
    all: 'Alle Geräte zeigen',
    again: 'Noch einmal versuchen',
    forget: 'Vergessen und verbinden',
    other: 'Andere Verbindungen',
    useOther: 'Andere Verbindung verwenden',
    tab: 'In eigenem Tab öffnen',
    bluefy: 'Bluefy holen',
  },
  bluefy: BLUEFY,

  instead: {
    ios: {
      headline: 'Auf einem iPhone erreicht nur der Browser Bluefy Bluetooth-Geräte.',
      next: 'Öffnen Sie diese Seite dort oder verbinden Sie das Gerät mit einem USB-Kabel mit einem Laptop.',
    },
    firefox: {
      headline: 'Firefox erreicht keine Bluetooth-Geräte.',
      next: 'Chrome oder Edge kann es, auf diesem Computer und unter Android.',
    },
    safari: {
      headline: 'Safari erreicht keine Bluetooth-Geräte.',
      next: 'Chrome oder Edge kann es, auf diesem Computer.',
    },
    linux: {
      headline: 'In Chrome unter Linux ist Bluetooth zunächst ausgeschaltet.',
      next: 'Schalten Sie es in den Flags des Browsers ein und starten Sie den Browser neu.',
    },
    insecure: {
      headline: 'Diese Adresse ist nicht sicher, darum gibt der Browser ihr kein Bluetooth.',
      next: 'Öffnen Sie Slipway von einer https-Adresse oder von localhost.',
    },
  },

  causes: {
    'too-far': {
      title: 'Es ist zu weit weg oder aus',
      hint: 'Bluetooth kleiner Geräte reicht etwa 5 bis 10 Meter',
      steps: [
        step(
          'Gehen Sie näher als 5 Meter heran; keine Schaltschranktür aus Metall darf dazwischen sein.',
        ),
        step('Sehen Sie nach, ob es Strom hat, und versuchen Sie es noch einmal.'),
      ],
    },
    'other-name': {
      title: 'Sein Name beginnt anders',
      hint: 'Die Liste zeigt nur Namen mit dem gewünschten Anfang',
      steps: [
        step(
          'Wählen Sie „Alle Geräte zeigen“ und suchen Sie einen Namen, der mit dem Gerät kommt und geht.',
        ),
      ],
    },
    'wifi-ended-it': {
      title: 'Das Gerät hat Bluetooth ausgeschaltet',
      hint: 'Die meisten tun das, sobald ihr WLAN verbunden ist: bt.keep_enabled',
      steps: [
        step('Verbinden Sie es mit einem USB-Kabel. Dafür braucht es kein Bluetooth.'),
        step(
          'Damit Bluetooth an bleibt, setzen Sie in seinen Einstellungen bt.keep_enabled auf true.',
        ),
      ],
    },
    'radio-is-off': {
      title: 'Bluetooth ist hier aus',
      hint: 'Auf diesem Telefon oder Computer',
      steps: [
        step('Schalten Sie es ein und versuchen Sie es hier noch einmal. Nichts geht verloren.'),
      ],
    },
    'no-permission': {
      title: 'Der Browser darf Bluetooth nicht verwenden',
      hint: 'Vielleicht haben Sie es früher abgelehnt',
      steps: [
        step(
          'Unter Android: Einstellungen, Apps, Ihr Browser, Berechtigungen, Geräte in der Nähe. Bis Android 11 ist es Standort, und der muss auch eingeschaltet sein.',
        ),
        step('Auf einem Mac: Systemeinstellungen, Datenschutz & Sicherheit, Bluetooth.'),
      ],
    },
    'nothing-pressed': {
      title: 'In der Liste wurde nichts gewählt',
      hint: 'Wählen Sie in der Liste zuerst Ihr Gerät, dann „Koppeln“',
      steps: [step('Wählen Sie Ihr Gerät, es wird dunkel, dann „Koppeln“.')],
    },
    'other-app': {
      title: 'Eine andere App ist mit ihm verbunden',
      hint: 'Ein Gerät spricht nur mit einer auf einmal und steht dann in keiner Liste',
      steps: [
        step(
          'Schließen Sie die App des Herstellers. Unter Android: Einstellungen, Apps, ihr Name, Beenden erzwingen.',
        ),
        step('Wurde vorher ein zweites Telefon benutzt, schalten Sie dort Bluetooth aus.'),
      ],
    },
    'other-tab': {
      title: 'Dieses Gerät ist in einem anderen Tab offen',
      hint: 'Eine andere Seite von Slipway ist mit ihm verbunden',
      steps: [
        step(
          'Schließen Sie es dort oder bringen Sie dort zu Ende, was läuft. Versuchen Sie es dann hier noch einmal.',
        ),
      ],
    },
    'old-grant': {
      title: 'Chrome hat noch eine ältere Erlaubnis',
      hint: 'Sie stammt aus der Zeit, bevor diese Seite den Update-Dienst kannte',
      steps: [
        step(
          '„Vergessen und verbinden“ gibt sie zurück und fragt nach einer neuen. Es ist ein Klick.',
        ),
      ],
    },
    'service-off': {
      title: 'RPC über Bluetooth ist ausgeschaltet',
      hint: 'Manche schalten es aus, um ein Gerät abzusichern',
      steps: [
        step('In den Einstellungen des Geräts muss rpc.gatts.enable true sein.'),
        step('Verbinden Sie es mit einem USB-Kabel, um das zu ändern.'),
      ],
    },
    'not-mongoose': {
      title: 'Es ist ein anderes Gerät',
      hint: 'Kopfhörer und Uhren haben keinen solchen Update-Dienst',
      steps: [
        step('Wählen Sie noch einmal und vergleichen Sie den Namen mit dem Aufkleber am Gerät.'),
      ],
    },
    'old-cache': {
      title: 'Das System kennt noch seine früheren Dienste',
      hint: 'Telefone merken sich die Dienste der Geräte, die sie kennen',
      steps: [
        step(
          'Schalten Sie Bluetooth aus und ein oder entfernen Sie das Gerät in den Einstellungen des Systems.',
        ),
        step('Verbinden Sie es dann hier noch einmal.'),
      ],
    },
    'inside-another-page': {
      title: 'Slipway wird in einer anderen Seite gezeigt',
      hint: 'Jene Seite muss Bluetooth erlauben',
      steps: [step('Öffnen Sie Slipway in einem eigenen Tab.')],
    },
    forbidden: {
      title: 'Eine Richtlinie oder Einstellung verbietet es',
      hint: 'Für diese Seite oder für den ganzen Browser',
      steps: [
        step(
          'Klicken Sie auf das Symbol links von der Webadresse und suchen Sie dort „Bluetooth-Geräte“.',
        ),
        step(
          'Auf einem verwalteten Gerät fragen Sie, wer es betreut, nach Web Bluetooth für diese Seite.',
        ),
      ],
    },
    'other-browser': {
      title: 'Ein anderer Browser kann es',
      hint: 'Chrome oder Edge unter Windows, macOS, ChromeOS und Android',
      steps: [
        step(
          'Öffnen Sie diese Seite dort. Was in diesem Browser gespeichert ist, bleibt in diesem Browser.',
        ),
      ],
    },
    'chrome-switch': {
      title: 'In Chrome unter Linux ist Bluetooth zunächst ausgeschaltet',
      hint: 'Eine Einstellung schaltet es ein',
      steps: [
        step(
          'Öffnen Sie diese Adresse in einem neuen Tab und schalten Sie es ein.',
          'chrome://flags/#enable-experimental-web-platform-features',
        ),
        step('Starten Sie den Browser neu und kommen Sie zurück.'),
      ],
    },
    bluefy: {
      title: 'Bluefy, ein Browser mit Bluetooth',
      hint: 'Updates über Bluetooth gehen dort, solange die Seite im Vordergrund ist',
      steps: [
        stepWithLink('Installieren Sie ihn und öffnen Sie darin diese Adresse.', BLUEFY),
        step(
          'Lassen Sie ihn im Vordergrund, bis das Update fertig ist: iOS hält Seiten im Hintergrund an.',
        ),
      ],
    },
    'cable-elsewhere': {
      title: 'Ein USB-Kabel und ein Laptop, ohne Bluetooth',
      hint: 'Ein iPhone gibt Seiten auch keinen USB-Anschluss',
      steps: [
        step(
          'Öffnen Sie diese Seite auf dem Laptop in Chrome oder Edge und wählen Sie dort das USB-Kabel.',
        ),
      ],
    },
    'secure-address': {
      title: 'Die Adresse beginnt mit http',
      hint: 'Browser geben Geräte nur an sichere Seiten',
      steps: [
        step(
          'Öffnen Sie die https-Adresse dieser Seite. Auf demselben Computer geht auch localhost.',
        ),
      ],
    },
  },

  sizedDown: (refused: number, works: number) =>
    `Diese Verbindung hat ${refused} Byte auf einmal abgelehnt; ${works} gehen. Etwas langsamer, aber sicherer.`,

  pace: {
    slow: 'Bluetooth ist hier langsam. Die schnellste Einstellung ist schon in Gebrauch.',
    lossy:
      'Einige Blöcke gehen unterwegs verloren und werden wieder gesendet. Näher herangehen hilft.',
  },

  lost: {
    title: 'Woran es liegen kann',
  },
} satisfies Catalogue['bluetooth'];
