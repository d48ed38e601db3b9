/** The way over the network: the address, known addresses, and what can go wrong there. */
import { step } from '../text-shapes.ts';

export default {
  /** `host`: as it may stand in a sentence. */
  device: (host: string) => `the device at ${host}`,
  page: {
    tag: 'Network',
    title: 'Enter the address of the device',
    lead: 'Its IP address or host name. The device and this computer have to be in the same network.',
    safe: 'The device is safe.',
    safety: 'Slipway only reads from it until you press Update.',
    connect: 'Connect',
    heard: 'Enter the address of the device.',
  },
  field: {
    label: 'Address',
    example: '192.168.1.7',
    hint: 'For example 192.168.1.7, pump.local or ws://192.168.1.7/rpc; at a broker mqtt+wss://broker.example/mqtt/DEVICE_ID',
    mayBeAsked: 'The browser may ask for access to the local network. Allow it.',
  },
  /** Why what was typed is no address. */
  faults: {
    empty: 'Enter an IP address or a host name.',
    'not-an-address': 'This is no address. Enter one like 192.168.1.7 or pump.local.',
    'other-scheme':
      'Slipway opens addresses that begin with ws://, wss://, http://, https://, mqtt+ws:// or mqtt+wss:// only.',
    'no-broker': 'This is no address of a broker. Enter one like mqtt+wss://broker.example/mqtt.',
    password: 'Leave the user name and the password out of the address.',
  },
  buttons: {
    again: 'Try again',
    change: 'Change the address',
    anyway: 'Try it anyway',
    other: 'Other connections',
  },
  /** Beside the link of a device whose address is that of a WebSocket. */
  httpInstead:
    'Connected over HTTP: this browser could not open the WebSocket. Updates take longer.',

  causes: {
    'is-off': {
      title: 'The device is off or still starting',
      hint: 'It takes some seconds after power-on until it is in the network',
      steps: [step('See that it has power and is connected to Wi-Fi or Ethernet, then try again.')],
    },
    'wrong-address': {
      title: 'It has another address now',
      hint: 'Routers may give a device another address after a restart',
      steps: [step('Look its address up in the router’s list of devices, or in the device’s log.')],
    },
    'other-network': {
      title: 'This computer is in another network',
      hint: 'Guest networks and VPNs keep devices apart',
      steps: [step('Connect this computer to the same network as the device. Turn a VPN off.')],
    },
    'too-many': {
      title: 'The device takes no more connections',
      hint: 'Devices accept few at a time',
      steps: [step('Close other pages and programs that are connected to it, then try again.')],
    },
    certificate: {
      title: 'The browser does not trust the device’s certificate',
      hint: 'A device usually has one that it made itself',
      steps: [
        step('Open the address in a tab of its own, with https:// in place of wss://.'),
        step('If you trust the device, accept its certificate there. Then try again here.'),
      ],
    },
    'access-denied': {
      title: 'The browser has no permission for the local network',
      hint: 'It was denied for this page, by you or by a policy',
      steps: [
        step('Click the icon left of the web address and allow “Local network access”.'),
        step('On a managed computer, ask who looks after it.'),
      ],
    },
    'access-asked': {
      title: 'The browser’s question was not answered',
      hint: 'It asks before a page may reach the local network',
      steps: [step('Try again, and press Allow when the browser asks.')],
    },
    'other-path': {
      title: 'RPC is at another path',
      hint: 'Usually it is /rpc',
      steps: [step('Change the address: the path after the host is where the firmware takes RPC.')],
    },
    'not-mongoose': {
      title: 'It is another device',
      hint: 'A router, a printer, or a firmware without RPC',
      steps: [step('Compare the address with the one on the device or in the router’s list.')],
    },
    'rpc-off': {
      title: 'RPC over WebSocket is switched off',
      hint: 'Some people switch it off to harden a device',
      steps: [
        step('In the device’s settings, rpc.ws.enable has to be true.'),
        step('Connect it with a USB cable to change it.'),
      ],
    },
    password: {
      title: 'Its web server has a password file',
      hint: 'http.auth_file is set in its settings',
      steps: [
        step('Sign in above: HTTP then takes over, where the device answers it.'),
        step('A page cannot sign in before a WebSocket opens. Else use another connection.'),
      ],
    },
    'broker-users': {
      title: 'The broker knows its users',
      hint: 'It takes no connection without the right user and password',
      steps: [step('Enter them above. They are those of the broker, not of the device.')],
    },
    'wrong-id': {
      title: 'The device has another id',
      hint: 'The last part of the address is its id, such as esp32_0A1B2C',
      steps: [step('Compare it with device.id in the device’s settings or its log.')],
    },
    'other-broker': {
      title: 'Its MQTT is off or set to another broker',
      hint: 'mqtt.enable and mqtt.server in its settings',
      steps: [step('Connect it another way and look at these settings.')],
    },
    encrypted: {
      title: 'Use an encrypted address',
      hint: 'If the device has a certificate that this browser trusts',
      steps: [step('Change the address: begin it with wss:// in place of ws://.')],
    },
    'http-copy': {
      title: 'Use Slipway from this computer',
      hint: 'A page from http://localhost may open addresses that are not encrypted',
      steps: [
        step('In a copy of Slipway’s sources, run this and open the page it names.', 'npm start'),
      ],
    },
    'by-cable': {
      title: 'Use a USB cable or Bluetooth',
      hint: 'They work from this page',
      steps: [step('Press “Other connections” and choose one.')],
    },
    'certificate-http': {
      title: 'The browser does not trust the device’s certificate',
      hint: 'A device usually has one that it made itself',
      steps: [
        step('Open the address in a tab of its own.'),
        step('If you trust the device, accept its certificate there. Then try again here.'),
      ],
    },
    'encrypted-http': {
      title: 'Use an encrypted address',
      hint: 'If the device has a certificate that this browser trusts',
      steps: [step('Change the address: begin it with https:// in place of http://.')],
    },
  },

  commandLine: {
    title: 'Use the command line',
    hint: 'It may open every address',
    text: 'In a copy of Slipway’s sources, with the name of your firmware file.',
  },
};
