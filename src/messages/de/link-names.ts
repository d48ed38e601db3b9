import type { Catalogue } from '../catalogue.ts';

const network = { name: 'Netzwerk', over: 'über dieses Netzwerk' };

export default {
  linkNames: {
    serial: { name: 'USB', inReport: 'eine serielle Leitung', over: 'über dieses Kabel' },
    bluetooth: { name: 'Bluetooth', inReport: 'Bluetooth', over: 'über Bluetooth' },
    websocket: { ...network, inReport: 'WebSocket' },
    tcp: { ...network, inReport: 'TCP' },
    udp: { ...network, inReport: 'UDP' },
    mqtt: { name: 'MQTT', inReport: 'MQTT', over: 'über diesen Broker' },
    http: { ...network, name: 'Netzwerk, HTTP', inReport: 'HTTP' },
    loopback: {
      name: 'In dieser Seite',
      inReport: 'die Übungsverbindung',
      over: 'in dieser Seite',
    },
    other: {
      name: 'Verbindung',
      inReport: 'eine andere Verbindung',
      over: 'über diese Verbindung',
    },
  },
} satisfies Pick<Catalogue, 'linkNames'>;
