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
};
