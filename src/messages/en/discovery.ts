/** Devices that are looked for in the network: at a broker, and address by address. */
import grammar from './grammar.ts';

const { count, whole } = grammar;

export default {
  broker: {
    tag: 'Broker',
    title: (name: string) => `Devices at ${name}`,
    heard: (name: string) => `Devices at ${name}.`,
    lead: {
      joining: 'Connecting to the broker.',
      listening:
        'Slipway listens for what devices publish. A device that is quiet shows up when you ask for its id.',
      wildcards:
        'This broker lets nobody listen to all devices. Enter the id of a device: it can be asked all the same.',
      lost: 'The connection to the broker was lost. Slipway connects again by itself.',
      over: 'The connection to the broker was lost, and it does not come back.',
    },
    safe: 'The devices are safe.',
    safety: 'Slipway listens, and asks who they are. Nothing is changed.',
    field: {
      label: 'Device id',
      example: 'esp32_0A1B2C',
      hint: 'device.id in the device’s settings, such as esp32_0A1B2C',
      fault: 'This is no id of a device. It has no spaces around it, and none of / + #.',
    },
    connect: 'Connect',
    ask: 'Ask for it',
    again: 'Connect again',
    back: 'Other addresses',
    list: {
      title: (devices: number) => `${count(devices, 'device', 'devices')} found`,
      asksAll: 'Ask all',
      asksAllHeard: 'Ask all devices that were not asked yet who they are',
      none: 'None yet. Devices that publish their log appear here by themselves.',
      noneOwn: 'None yet. Enter an id to ask for a device.',
      find: 'Find a device',
      noMatch: 'No device here matches.',
      more: (devices: number) => `${whole(devices)} more. Type a part of the id to find them.`,
      full: (most: number) => `Only the first ${whole(most)} are listed.`,
      use: 'Connect',
      useName: (id: string) => `Connect ${id}`,
    },
    signs: {
      published: (at: string) => `heard at ${at}`,
      retained: 'left a message earlier, not heard now',
      addressed: 'others send it requests, not heard itself',
      known: 'not heard here',
    },
    answers: {
      none: null,
      waits: 'asked, no answer yet',
      answered: null,
      denied: 'there, asks who calls',
      silent: 'does not answer',
    },
    runs: (app: string, version: string, arch: string) => `${app} ${version} on ${arch}`,
    there: 'answers',
  },

  scan: {
    tag: 'Scan',
    title: 'Find devices in a network',
    running: (asked: number, of: number) => `Asked ${whole(asked)} of ${whole(of)} addresses`,
    done: (found: number) => `${count(found, 'device', 'devices')} found`,
    stopped: (asked: number, of: number) =>
      `Stopped after ${whole(asked)} of ${whole(of)} addresses`,
    asks: 'Answer the browser’s question',
    lead: {
      ready:
        'Slipway asks each address of one network whether a Mongoose OS device is there. It takes up to a minute.',
      asks: 'The browser asks whether this page may reach the local network. Press Allow.',
      running: 'Devices appear as they answer.',
      done: 'Devices that are off, or with their web server off, do not answer.',
      none: 'No device answered. Is it in this network, and is its web server on?',
      stopped: 'What was found stays listed.',
      failed: 'The scan could not go on.',
    },
    safe: 'The devices are safe.',
    safety: 'Each address is asked one question. Nothing is changed.',
    field: {
      label: 'Network',
      example: '192.168.1.0/24',
      hint: 'For example 192.168.1.0/24, or an address in it; 192.168.1.7:8080 for another port',
      count: (addresses: number) => `${count(addresses, 'address', 'addresses')} will be asked.`,
      mayBeAsked: 'The browser may ask for access to the local network. Allow it.',
    },
    faults: {
      empty: 'Enter a network, such as 192.168.1.0/24.',
      'not-a-network': 'This is no network. Enter one like 192.168.1.0/24, or an address in it.',
      'too-large': 'Too many addresses: Slipway scans 256 at most, a /24.',
      'not-local': 'Slipway scans local networks only: 10.…, 172.16.… to 172.31.…, 192.168.…',
    },
    blocks: {
      mixed:
        'The browser does not let a page that came over https ask devices over http. Use Slipway from this computer (npm start), or enter an address that begins with wss://.',
      denied:
        'The browser has no permission for the local network. Click the icon left of the web address, allow “Local network access”, then try again.',
      unanswered: 'The browser’s question was not answered. Try again, and press Allow.',
    },
    start: 'Start the scan',
    again: 'Scan again',
    stop: 'Stop the scan',
    back: 'Other addresses',
    open: 'Scan a network',
    offer: 'Not sure of the address? Slipway can ask every address of a network.',
    list: 'Found devices',
    denied: 'asks who calls',
    use: 'Connect',
    useName: (name: string) => `Connect ${name}`,
    percent: (percent: number) => `${whole(percent)} %`,
  },
};
