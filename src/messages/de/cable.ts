import type { Catalogue } from '../catalogue.ts';
import { step } from '../text-shapes.ts';
import grammar from './grammar.ts';

let moments: Intl.DateTimeFormat | null = null;

const momentFormat = (): Intl.DateTimeFormat =>
  (moments ??= new Intl.DateTimeFormat('de', { dateStyle: 'medium', timeStyle: 'short' }));

export default {
  device: 'das Gerät am Kabel',
  explain: {
    title: 'Wählen Sie Ihr Gerät in der Liste des Browsers',
    lead: 'Der Browser zeigt eine Liste von Anschlüssen. Klicken Sie auf Ihr Gerät, dann auf „Verbinden“.',
    safe: 'Das Gerät ist sicher.',
    safety: 'Slipway liest nur von ihm, bis Sie das Update starten.',
    open: 'Anschluss wählen',
    back: 'Andere Verbindungen',
    tag: 'USB-Kabel',
    heard: 'Der Browser wird eine Liste zeigen. Klicken Sie auf Ihr Gerät, dann auf „Verbinden“.',
  },
  picture: {
    label: 'Bild der Liste des Browsers: zuerst das Gerät wählen, dann „Verbinden“',
    title: 'Was Sie sehen sollten',
    asks: 'Slipway möchte eine Verbindung zu einem seriellen Anschluss herstellen',
    line: 'CP2102 USB to UART (ttyUSB0)',
    other: 'ttyS0',
    first: '1. Wählen',
    cancel: 'Abbrechen',
    second: '2. Verbinden',
    names: 'Diese Namen stehen für Ihr Gerät: CP210x, CH340, FT232, USB JTAG, USB Serial.',
  },
  lost: {
    headline: 'Das Kabel wurde herausgezogen.',
    safety: null,
    next: 'Stecken Sie es wieder ein und wählen Sie dann „Noch einmal versuchen“.',
  },
  trying: (baudRate: number) => `Versuch mit ${baudRate.toLocaleString('de')} Baud`,
  tryingLead:
    'Jede Baudrate braucht einige Sekunden. Die erste, bei der das Gerät antwortet, bleibt.',
  tryingTag: 'Andere Baudraten werden versucht',
  bench: 'Werkbank: mehrere Geräte auf einmal',
  ports: {
    title: 'Anschlüsse jetzt',
    source: 'sieht selbst nach',
    none: 'Kein Anschluss ist für diese Seite freigegeben. Wählen Sie „Anschluss wählen“: Was Sie wählen, erscheint hier.',
    name: (adapter: string, number: number | null, device: string | null) =>
      [
        adapter,
        ...(number === null ? [] : [`Anschluss ${number}`]),
        ...(device === null ? [] : [device]),
      ].join(' · '),
    use: (adapter: string) => `${adapter} verwenden`,
    forget: 'Vergessen',
    forgetName: (adapter: string) => `${adapter} vergessen`,
  },
  seen: {
    title: 'Schon einmal verbunden',
    plugged: 'jetzt eingesteckt',
    last: (app: string, version: string) => `zuletzt ${app} ${version} · jetzt eingesteckt`,
    unfinished: (to: string) => `Ende des Updates auf ${to} nicht gesehen · jetzt eingesteckt`,
    here: (place: string) => `hat an ${place} geantwortet · jetzt eingesteckt`,
    perhaps: (names: readonly string[]) =>
      `war ${grammar.oneOf([...names, 'ein anderes Gerät'])} · jetzt eingesteckt`,
    use: 'Verwenden',
    useName: (name: string) => `${name} verwenden`,
  },
  lines: {
    leave: 'Beim Verbinden keinen Neustart der Platine auslösen (DTR/RTS)',
    why: 'Für Platinen, die neu starten, wenn sich diese Leitungen ändern.',
  },
  notes: {
    title: 'Dieses Gerät',
    source: 'in diesem Browser gespeichert',
    name: 'Ihr Name für das Gerät',
    save: 'Namen speichern',
    unchanged: 'Es wurde nichts geändert.',
    none: 'Noch kein Update.',
    holds:
      'Diese Seite hält den Anschluss offen. Andere Programme können ihn erst verwenden, wenn Sie ihn freigeben.',
    release: 'Anschluss freigeben',
    move: (from: string, to: string) => `${from} → ${to}`,
    at: (atMs: number) => momentFormat().format(atMs),
    ends: {
      begun: 'Ende nicht gesehen',
      committed: 'behalten',
      uncommitted: 'läuft, nicht behalten',
      refused: 'abgelehnt, es wurde nichts gesendet',
      failed: 'abgebrochen, die alte Firmware lief weiter',
      cancelled: 'von Ihnen abgebrochen',
      reverted: 'zurückgegangen',
      other: 'eine andere Firmware hat geantwortet',
      unknown: 'nicht wieder erreicht',
    },
  },
  buttons: {
    choose: 'Anschluss neu wählen',
    chooseFirst: 'Anschluss wählen',
    speeds: 'Andere Baudraten versuchen',
    again: 'Noch einmal versuchen',
    other: 'Andere Verbindungen',
    stop: 'Versuche beenden',
  },
  causes: {
    'nothing-pressed': {
      title: 'In der Liste wurde nichts gewählt',
      hint: 'Klicken Sie in der Liste zuerst auf Ihr Gerät, dann auf „Verbinden“',
      steps: [
        step(
          'Siehe Bild: Klicken Sie auf Ihr Gerät, es wird dunkel. Klicken Sie dann auf „Verbinden“.',
        ),
      ],
    },
    'power-only-cable': {
      title: 'Das Kabel führt nur Strom',
      hint: 'Viele Ladekabel haben keine Datenleitungen',
      steps: [
        step(
          'Versuchen Sie das Kabel der Platine oder eines, das Dateien von einem Telefon überträgt.',
        ),
      ],
    },
    'linux-rights': {
      title: 'Linux erlaubt dem Browser den Anschluss nicht',
      hint: 'Ihr Benutzer ist vielleicht nicht in der Gruppe „dialout“',
      steps: [
        step(
          'Öffnen Sie ein Terminal und führen Sie dies aus. Unter Arch heißt die Gruppe „uucp“.',
          'sudo usermod -aG dialout $USER',
        ),
        step('Melden Sie sich ab und wieder an. Ein neues Terminal genügt nicht.'),
        step('Kommen Sie hierher zurück und wählen Sie den Anschluss.'),
      ],
    },
    'sandboxed-browser': {
      title: 'Der Browser ist ein Snap oder Flatpak',
      hint: 'Solche Browser sehen Anschlüsse erst, wenn Sie es erlauben',
      steps: [
        step('Für ein Snap:', 'sudo snap connect chromium:raw-usb'),
        step('Für ein Flatpak:', 'flatpak override --user --device=all org.chromium.Chromium'),
        step('Schließen Sie alle Fenster des Browsers und starten Sie ihn neu.'),
      ],
    },
    brltty: {
      title: 'Das System nutzt den Adapter für eine Braillezeile',
      hint: 'Der Anschluss verschwindet kurz nach dem Einstecken; gesehen bei CH340, CP210x und FTDI',
      steps: [
        step(
          'Stecken Sie das Gerät ein, öffnen Sie ein Terminal und führen Sie dies aus. Nennt eine Zeile brltty, ist es so.',
          "sudo dmesg | grep -i 'brltty'",
        ),
        step(
          'Nur wenn an diesem Computer niemand mit einer Braillezeile liest, entfernen Sie den Dienst:',
          'sudo apt remove brltty',
        ),
        step('Stecken Sie das Gerät neu ein und wählen Sie dann den Anschluss.'),
      ],
    },
    'no-driver': {
      title: 'Windows hat keinen Treiber für den Adapter',
      hint: 'Im Geräte-Manager steht er mit einem gelben Zeichen',
      steps: [
        step(
          'Sehen Sie sich den Chip neben der USB-Buchse an: CP210x ist von Silicon Labs, CH340 von WCH.',
        ),
        step('Installieren Sie den Treiber des Herstellers und stecken Sie das Gerät neu ein.'),
      ],
    },
    'other-program': {
      title: 'Ein anderes Programm verwendet diesen Anschluss',
      hint: 'Ein serieller Monitor, eine IDE oder ModemManager',
      steps: [
        step(
          'Schließen Sie den seriellen Monitor oder die IDE und wählen Sie dann den Anschluss neu.',
        ),
      ],
    },
    'other-tab': {
      title: 'Dieses Gerät ist in einem anderen Tab offen',
      hint: 'Eine andere Seite von Slipway hält einen Anschluss offen',
      steps: [
        step(
          'Schließen Sie es dort oder bringen Sie dort zu Ende, was läuft. Versuchen Sie es dann hier noch einmal.',
        ),
      ],
    },
    'wrong-port': {
      title: 'Das ist ein anderer Anschluss',
      hint: 'Computer haben Anschlüsse, die nicht Ihr Gerät sind',
      steps: [
        step(
          'Ziehen Sie das Gerät heraus, sehen Sie, welche Zeile aus der Liste verschwindet, und stecken Sie es wieder ein.',
        ),
      ],
    },
    'no-power': {
      title: 'Das Gerät ist aus oder startet noch',
      hint: 'Manche Platinen starten neu, wenn der Anschluss geöffnet wird',
      steps: [step('Warten Sie einige Sekunden und wählen Sie dann den Anschluss neu.')],
    },
    'other-speed': {
      title: 'Das Gerät verwendet eine andere Baudrate',
      hint: 'Üblich sind 115.200 Baud',
      steps: [step('Slipway kann die anderen üblichen Baudraten nacheinander versuchen.')],
    },
    'rpc-off': {
      title: 'RPC über die Konsole ist ausgeschaltet',
      hint: 'Das Gerät schreibt sein Protokoll, nimmt aber keine Befehle an',
      steps: [
        step(
          'In den Einstellungen des Geräts nennt rpc.uart.uart_no den Anschluss; -1 schaltet es aus.',
        ),
        step('Verbinden Sie es über Bluetooth, falls es das hat, und setzen Sie den Wert auf 0.'),
      ],
    },
    unplugged: {
      title: 'Der Adapter ist nicht eingesteckt',
      hint: 'Der Anschluss war da und ist verschwunden',
      steps: [
        step(
          'Stecken Sie ihn wieder ein, in eine beliebige Buchse, und versuchen Sie es noch einmal.',
        ),
      ],
    },
    'inside-another-page': {
      title: 'Slipway wird in einer anderen Seite gezeigt',
      hint: 'Jene Seite muss serielle Anschlüsse erlauben',
      steps: [step('Öffnen Sie Slipway in einem eigenen Tab.')],
    },
    forbidden: {
      title: 'Eine Richtlinie Ihrer Organisation verbietet es',
      hint: 'Browser lassen sich so einrichten, dass Seiten keine Anschlüsse bekommen',
      steps: [
        step(
          'Fragen Sie, wer diesen Computer betreut, nach dem Zugriff dieser Seite auf serielle Anschlüsse.',
        ),
      ],
    },
    'other-browser': {
      title: 'Ein anderer Browser kann es',
      hint: 'Chrome und Edge ab Version 89, Firefox ab 151, auf einem Computer',
      steps: [
        step(
          'Öffnen Sie diese Seite dort. Was in diesem Browser gespeichert ist, bleibt in diesem Browser.',
        ),
      ],
    },
  },
} satisfies Catalogue['cable'];
