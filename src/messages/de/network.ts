import type { Catalogue } from '../catalogue.ts';
import { step } from '../text-shapes.ts';

export default {
  device: (host: string) => `das Gerät unter ${host}`,
  page: {
    tag: 'Netzwerk',
    title: 'Geben Sie die Adresse des Geräts ein',
    lead: 'Seine IP-Adresse oder seinen Hostnamen. Gerät und Computer müssen im selben Netzwerk sein.',
    safe: 'Das Gerät ist sicher.',
    safety: 'Slipway liest nur von ihm, bis Sie das Update starten.',
    connect: 'Verbinden',
    heard: 'Geben Sie die Adresse des Geräts ein.',
  },
  field: {
    label: 'Adresse',
    example: '192.168.1.7',
    hint: 'Zum Beispiel 192.168.1.7, pump.local oder ws://192.168.1.7/rpc; an einem Broker mqtt+wss://broker.example/mqtt/GERÄTE_ID',
    mayBeAsked:
      'Der Browser fragt vielleicht nach dem Zugriff auf das lokale Netzwerk. Erlauben Sie ihn.',
  },
  faults: {
    empty: 'Geben Sie eine IP-Adresse oder einen Hostnamen ein.',
    'not-an-address': 'Das ist keine Adresse. Geben Sie eine wie 192.168.1.7 oder pump.local ein.',
    'other-scheme':
      'Slipway öffnet nur Adressen, die mit ws://, wss://, http://, https://, mqtt+ws:// oder mqtt+wss:// beginnen.',
    'no-broker':
      'Das ist keine Adresse eines Brokers. Geben Sie eine wie mqtt+wss://broker.example/mqtt ein.',
    password: 'Lassen Sie Benutzername und Passwort in der Adresse weg.',
  },
  buttons: {
    again: 'Noch einmal versuchen',
    change: 'Adresse ändern',
    anyway: 'Trotzdem versuchen',
    other: 'Andere Verbindungen',
  },
  httpInstead:
    'Verbunden über HTTP: Dieser Browser konnte den WebSocket nicht öffnen. Updates dauern länger.',

  causes: {
    'is-off': {
      title: 'Das Gerät ist aus oder startet noch',
      hint: 'Nach dem Einschalten dauert es einige Sekunden, bis es im Netzwerk ist',
      steps: [
        step(
          'Sehen Sie nach, ob es Strom hat und mit WLAN oder Ethernet verbunden ist. Versuchen Sie es dann noch einmal.',
        ),
      ],
    },
    'wrong-address': {
      title: 'Es hat jetzt eine andere Adresse',
      hint: 'Router geben einem Gerät nach einem Neustart manchmal eine andere',
      steps: [
        step(
          'Suchen Sie seine Adresse in der Geräteliste des Routers oder im Protokoll des Geräts.',
        ),
      ],
    },
    'other-network': {
      title: 'Dieser Computer ist in einem anderen Netzwerk',
      hint: 'Gastnetze und VPNs trennen Geräte voneinander',
      steps: [
        step(
          'Verbinden Sie diesen Computer mit demselben Netzwerk wie das Gerät. Schalten Sie ein VPN aus.',
        ),
      ],
    },
    'too-many': {
      title: 'Das Gerät nimmt keine Verbindung mehr an',
      hint: 'Geräte nehmen nur wenige auf einmal an',
      steps: [
        step(
          'Schließen Sie andere Seiten und Programme, die mit ihm verbunden sind. Versuchen Sie es dann noch einmal.',
        ),
      ],
    },
    certificate: {
      title: 'Der Browser vertraut dem Zertifikat des Geräts nicht',
      hint: 'Meist hat ein Gerät ein selbst erzeugtes',
      steps: [
        step('Öffnen Sie die Adresse in einem eigenen Tab, mit https:// statt wss://.'),
        step(
          'Wenn Sie dem Gerät vertrauen, akzeptieren Sie dort sein Zertifikat. Versuchen Sie es dann hier noch einmal.',
        ),
      ],
    },
    'access-denied': {
      title: 'Der Browser hat keinen Zugriff auf das lokale Netzwerk',
      hint: 'Er wurde dieser Seite verweigert, von Ihnen oder durch eine Richtlinie',
      steps: [
        step(
          'Klicken Sie auf das Symbol links von der Webadresse und erlauben Sie den „Zugriff auf das lokale Netzwerk“.',
        ),
        step('Auf einem verwalteten Computer fragen Sie, wer ihn betreut.'),
      ],
    },
    'access-asked': {
      title: 'Die Frage des Browsers wurde nicht beantwortet',
      hint: 'Er fragt, bevor eine Seite das lokale Netzwerk erreichen darf',
      steps: [
        step('Versuchen Sie es noch einmal und wählen Sie „Zulassen“, wenn der Browser fragt.'),
      ],
    },
    'other-path': {
      title: 'RPC hat einen anderen Pfad',
      hint: 'Meist ist es /rpc',
      steps: [
        step(
          'Ändern Sie die Adresse: Der Pfad nach dem Host ist der, unter dem die Firmware RPC annimmt.',
        ),
      ],
    },
    'not-mongoose': {
      title: 'Es ist ein anderes Gerät',
      hint: 'Ein Router, ein Drucker oder eine Firmware ohne RPC',
      steps: [
        step('Vergleichen Sie die Adresse mit der am Gerät oder in der Geräteliste des Routers.'),
      ],
    },
    'rpc-off': {
      title: 'RPC über WebSocket ist ausgeschaltet',
      hint: 'Manche schalten es aus, um ein Gerät abzusichern',
      steps: [
        step('In den Einstellungen des Geräts muss rpc.ws.enable true sein.'),
        step('Verbinden Sie es mit einem USB-Kabel, um das zu ändern.'),
      ],
    },
    password: {
      title: 'Sein Webserver hat eine Passwortdatei',
      hint: 'In seinen Einstellungen steht http.auth_file',
      steps: [
        step('Melden Sie sich oben an: Antwortet das Gerät über HTTP, geht es so weiter.'),
        step(
          'Eine Seite kann sich nicht anmelden, bevor ein WebSocket öffnet. Verwenden Sie sonst eine andere Verbindung.',
        ),
      ],
    },
    'broker-users': {
      title: 'Der Broker kennt seine Benutzer',
      hint: 'Ohne den richtigen Benutzer und sein Passwort nimmt er keine Verbindung an',
      steps: [step('Geben Sie sie oben ein. Es sind die des Brokers, nicht die des Geräts.')],
    },
    'wrong-id': {
      title: 'Das Gerät hat eine andere ID',
      hint: 'Das Ende der Adresse ist seine ID, etwa esp32_0A1B2C',
      steps: [
        step(
          'Vergleichen Sie sie mit device.id in den Einstellungen oder im Protokoll des Geräts.',
        ),
      ],
    },
    'other-broker': {
      title: 'Sein MQTT ist aus oder zeigt auf einen anderen Broker',
      hint: 'mqtt.enable und mqtt.server in seinen Einstellungen',
      steps: [step('Verbinden Sie es auf andere Weise und sehen Sie dort nach.')],
    },
    encrypted: {
      title: 'Verwenden Sie eine verschlüsselte Adresse',
      hint: 'Falls das Gerät ein Zertifikat hat, dem dieser Browser vertraut',
      steps: [step('Ändern Sie die Adresse: Beginnen Sie sie mit wss:// statt mit ws://.')],
    },
    'http-copy': {
      title: 'Verwenden Sie Slipway von diesem Computer',
      hint: 'Eine Seite von http://localhost darf unverschlüsselte Adressen öffnen',
      steps: [
        step(
          'Führen Sie dies in einer Kopie der Quellen von Slipway aus und öffnen Sie die genannte Seite.',
          'npm start',
        ),
      ],
    },
    'by-cable': {
      title: 'Verwenden Sie ein USB-Kabel oder Bluetooth',
      hint: 'Beides geht von dieser Seite aus',
      steps: [step('Wählen Sie „Andere Verbindungen“ und dort eine davon.')],
    },
    'certificate-http': {
      title: 'Der Browser vertraut dem Zertifikat des Geräts nicht',
      hint: 'Ein Gerät hat meist eines, das es selbst gemacht hat',
      steps: [
        step('Öffnen Sie die Adresse in einem eigenen Tab.'),
        step(
          'Wenn Sie dem Gerät vertrauen, nehmen Sie dort sein Zertifikat an. Versuchen Sie es hier dann noch einmal.',
        ),
      ],
    },
    'encrypted-http': {
      title: 'Eine verschlüsselte Adresse verwenden',
      hint: 'Wenn das Gerät ein Zertifikat hat, dem dieser Browser vertraut',
      steps: [step('Ändern Sie die Adresse: https:// am Anfang statt http://.')],
    },
  },

  commandLine: {
    title: 'Verwenden Sie die Befehlszeile',
    hint: 'Sie darf jede Adresse öffnen',
    text: 'In einer Kopie der Quellen von Slipway, mit dem Namen Ihrer Firmware-Datei.',
  },
} satisfies Catalogue['network'];
