/** What links are called. */
const network = { name: 'Network', over: 'over this network' };

export default {
  linkNames: {
    serial: { name: 'USB', inReport: 'a serial line', over: 'over this cable' },
    bluetooth: { name: 'Bluetooth', inReport: 'Bluetooth', over: 'over Bluetooth' },
    websocket: { ...network, inReport: 'WebSocket' },
    tcp: { ...network, inReport: 'TCP' },
    udp: { ...network, inReport: 'UDP' },
    mqtt: { name: 'MQTT', inReport: 'MQTT', over: 'over this broker' },
    http: { ...network, name: 'Network, HTTP', inReport: 'HTTP' },
    loopback: { name: 'In this page', inReport: 'the practice link', over: 'in this page' },
    /** Of one that has no words yet. */
    other: { name: 'Connection', inReport: 'another connection', over: 'over this connection' },
  },
};
