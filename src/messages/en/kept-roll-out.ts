/** A roll-out that a broker keeps: where, who coordinates it, and how this page may. */
import grammar from './grammar.ts';

const { count, list, whole } = grammar;

const devices = (number: number): string => count(number, 'device', 'devices');

export default {
  label: 'Who coordinates it',
  where: (name: string, broker: string) => `${name}, kept at ${broker}`,
  reading: 'Reading what the broker keeps …',
  somebody: 'Somebody',
  own: 'This page coordinates it.',
  by: (name: string) => `Coordinated by ${name}.`,
  nobody: 'Nobody coordinates it yet.',
  gone: (name: string) =>
    `${name} coordinated it and is gone. No device starts until somebody takes over.`,
  left: (name: string) => `${name} has left it. No device starts until somebody takes over.`,
  lost: 'The broker cannot be reached. No device starts until it can; the page tries again by itself.',
  standsBy: 'This page takes over when that one is gone.',
  takeOver: 'Take over',
  onlyWatch: 'Only watch',
  leave: 'Leave',
  question: {
    title: 'Coordinate it from this page?',
    held: 'If you take over now, it begins no further device, and this page goes on.',
    vacant: 'This page goes on where it stopped.',
    underWay: 'Devices under way are asked how they are, and none is begun twice.',
    files: 'This page needs the same files:',
    otherFile: 'It is none of this roll-out’s files.',
    unreachable: (number: number) =>
      `${devices(number)} ${number === 1 ? 'has an address' : 'have addresses'} that no page can open. Take over with push --fleet instead.`,
    otherWay:
      'Its devices fetch the firmware, or their shadows tell them to: no page can do that. Take over with push --fleet instead.',
    now: 'Take over now',
    standBy: 'Take over when it is gone',
    no: 'Not now',
  },

  access: {
    title: 'Passwords',
    text: 'Nothing was begun. These ask for a user and a password, and what is known here is not what they want.',
    broker: (broker: string) => `Broker ${broker}`,
    devices: (ids: readonly string[], more: number) =>
      `Devices: ${list(ids)}${more > 0 ? ` and ${whole(more)} more` : ''}`,
    forAll:
      'For all devices of this roll-out for which none is kept. It is forgotten when this page is closed.',
    press: 'Use this',
    given: 'It is used at the next start.',
    lacks: 'Passwords are missing: see Passwords on this page, then start again.',
  },

  keep: {
    name: 'Keep it at a broker',
    text: 'If this page is closed, another browser or the push command can go on. Anybody who may read there sees it.',
    notWhileWaiting: 'Not with “Wait for me”: nobody else could let its waves go on.',
    noBroker: 'None of the devices is at a broker, and none is known.',
    broker: 'Broker',
    none: 'None: this page alone',
    as: 'Name',
    fault: 'Up to 128 characters without / + and #.',
  },
};
