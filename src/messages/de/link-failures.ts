import type { Catalogue } from '../catalogue.ts';
import type { FailureWords } from '../failure-shape.ts';
import grammar from './grammar.ts';

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
        'Slipway kann keines geben. Verbinden Sie das Gerät mit einem USB-Kabel.',
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
} satisfies Catalogue['linkFailures'];
