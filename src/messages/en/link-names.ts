/** What links are called. */
const network = { name: 'Network', over: 'over this network' };

/** `name`: of the link panel. `inReport`: in the report. `over`: after how long something takes. */
export default {
  serial: { name: 'USB', inReport: 'a serial line', over: 'over this cable' },
  bluetooth: { name: 'Bluetooth', inReport: 'Bluetooth', over: 'over Bluetooth' },
  websocket: { ...network, inReport: 'WebSocket' },
  tcp: { ...network, inReport: 'TCP' },
  http: { ...network, name: 'Network, HTTP', inReport: 'HTTP' },
  loopback: { name: 'In this page', inReport: 'the practice link', over: 'in this page' },
  /** Of one that has no words yet. */
  other: { name: 'Connection', inReport: 'another connection', over: 'over this connection' },
};
