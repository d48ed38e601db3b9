/** Places of the network: brokers and devices that people added or reached. */
import grammar from './grammar.ts';

const { whole } = grammar;

export default {
  title: 'Known in the network',
  source: 'kept in this browser',
  notKept: 'known until this page is closed: the browser keeps nothing',
  before: 'a device answered there before',
  never: 'nothing has answered there yet',
  broker: 'broker',
  /** `at`: a time of today, or a day. */
  last: (app: string, version: string, at: string) => `${app} ${version}, seen ${at}`,
  lastAtBroker: (device: string, at: string) => `${device} answered ${at}`,
  signIn: { nobody: null, visit: 'signed in for this visit', kept: 'sign-in kept' },
  use: 'Connect',
  useName: (name: string) => `Connect ${name}`,
  open: 'Open',
  openName: (name: string) => `Open ${name}`,
  rename: 'Rename',
  renameName: (name: string) => `Rename ${name}`,
  name: 'Name',
  save: 'Save name',
  cancel: 'Cancel',
  remove: 'Remove',
  removeName: (name: string) => `Remove ${name}`,
  question: {
    title: (name: string) => `Remove ${name}?`,
    text: 'Slipway forgets this address and the name you gave it. The device is not changed.',
    broker: 'Slipway forgets this broker and the name you gave it. Its devices are not changed.',
    signIn: {
      nobody: '',
      visit: ' You are asked for user and password again.',
      kept: ' The user and password kept for it are deleted, too.',
    },
    yes: 'Remove',
    no: 'Keep it',
  },
  add: {
    title: 'Add a device or a broker',
    kind: 'What is it?',
    kinds: { host: 'A device', broker: 'A broker' },
    hints: {
      host: 'Its IP address or host name, such as 192.168.1.7 or pump.local',
      broker: 'Its WebSocket address without a device, such as mqtt+wss://broker.example/mqtt',
    },
    address: 'New address',
    name: 'Name, if you like',
    add: 'Add',
    added: (name: string) => `${name} was added.`,
    full: (most: number) => `${whole(most)} places are kept already. Remove one first.`,
  },
};
