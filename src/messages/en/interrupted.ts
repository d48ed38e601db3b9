/** Words of updates whose page was gone before their end, and of those that another page runs. */
import grammar from './grammar.ts';

const { begin } = grammar;

/** The versions before and after it. */
interface Move {
  readonly from: string;
  readonly to: string;
}

export default {
  title: (device: string, percent: number) =>
    `An update of ${device} was under way` + (percent > 0 ? `, ${percent} %` : ''),
  move: (from: string, to: string) => `${from} → ${to}`,
  /** `when`: a time of today, or a day. */
  stages: {
    begun: (when: string) => `It had just begun when its page was left (${when}).`,
    writing: (when: string) => `It was being written when its page was left (${when}).`,
    restarting: (when: string) =>
      `The device was about to restart when its page was left (${when}).`,
    trial: (when: string, to: string) =>
      `${to} was on trial and not kept yet when its page was left (${when}).`,
  },
  /** Nothing was asked yet. */
  safe: 'A half-written firmware is never started. The device is asked first.',
  due: (to: string, from: string, when: string) =>
    `If nobody keeps ${to}, the device goes back to ${from} by itself at ${when}.`,
  decisions: {
    'nothing-sent': () => 'Nothing was sent yet: the update starts from the beginning.',
    'half-written': ({ from }: Move) =>
      `It still runs ${from}. It cannot say which bytes it has, so all of it is sent again.`,
    forgotten: ({ from }: Move) =>
      `It runs ${from} and has nothing of the update: all of it is sent again.`,
    'not-installed': ({ from }: Move) =>
      `It runs ${from} and did not switch to the new firmware: all of it is sent again.`,
    unreachable: () => 'It does not answer. It is asked until it does.',
    'goes-on': () => 'It is still at it, by itself. Slipway waits for it.',
    restarting: () => 'It has all of it and is about to restart. Slipway waits for it.',
    verify: ({ to }: Move) => `It runs ${to} on trial. Slipway checks it, then you decide.`,
    keep: ({ to }: Move) => `It runs ${to} on trial. Keep it or go back.`,
    ended: () => 'Nothing is left to do.',
    kept: ({ to }: Move) => `${to} runs and is kept. Nothing is left to do.`,
    'went-back': ({ from }: Move) => `It went back to ${from} by itself.`,
    'other-device': () => 'Another device answers. Nothing is sent to it.',
    'other-firmware': () => 'It runs another firmware by now. Nothing is sent to it.',
    'somebody-else': () => 'Somebody else is updating it. Nothing is sent to it.',
  },
  buttons: {
    carryOn: 'Continue',
    look: 'See what became of it',
    choose: (way: string) => `Connect: ${way}`,
    forget: 'Discard',
  },
  noFile: (file: string) => `Choose ${file} again: this browser has no copy of it.`,
  otherFile: (file: string) => `This is another file. Choose ${file}.`,
  otherDevice: (found: string) => `${found} answered there. Nothing was sent to it.`,
  question: {
    title: (device: string) => `Discard the update of ${device}?`,
    text: 'Slipway forgets it. The device is not asked: what is half written is never started, and a firmware on trial goes back by itself.',
    yes: 'Discard',
    no: 'Cancel',
  },
  /** Updates that another tab of this browser runs now. */
  elsewhere: {
    title: (device: string) => `${begin(device)} is being updated in another tab of this browser`,
    text: 'One tab at a time writes to a device. Nothing is sent from here.',
    practice:
      'The practice device belongs to that tab as long as it is open. Nothing is sent from here.',
    buttons: { call: 'Bring it to front', takeOver: 'Take over' },
    /** By what the other tab did. */
    answers: {
      calling: 'Asking the other tab.',
      marked: 'The other tab has \u25B6 before its title now: no page can change tabs for you.',
      notified: 'Press the notification of the other tab, or look for \u25B6 before its title.',
      silent: 'The other tab does not answer. Look for it among your tabs.',
      stopping: 'The other tab ends the step that it is in, then this one goes on.',
      'goes-on': 'The other tab has not stopped. Look for it among your tabs, or close it.',
    },
    question: {
      title: (device: string) => `Take over the update of ${device}?`,
      text: 'The other tab stops writing, and this one goes on. Nothing is lost.',
      yes: 'Take over',
      no: 'Cancel',
    },
    over: (device: string) => `The other tab has ended the update of ${device} meanwhile.`,
    /** Of the notification in the tab that was called. */
    here: (device: string) => `${begin(device)} is being updated in this tab.`,
  },
  /** While it runs. */
  keeping: {
    'without-firmware':
      'After a reload you will need the file again: the browser has no room for a copy of it.',
    'not-kept': 'Keep this page open: this browser keeps nothing that a reload could continue.',
  },
};
