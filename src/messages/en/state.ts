/** What the Update screen says in each of its states. */
import type { Move } from '../text-shapes.ts';
import { countdown, slotName, spokenDuration, timeOfDay } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, count } = grammar;

const slotOr = (slot: number | null, other: string): string =>
  slot === null ? other : slotName(slot);
const freeSlot = ({ toSlot }: Move): string => slotOr(toSlot, 'the free slot');

const untilPressed = 'Nothing is sent until you press Update.';

/** What happens to a link, and what to do then. */
const IF_LOST = {
  cable: 'If the cable is unplugged now, nothing is lost: plug it in again.',
  radio: 'If you walk out of reach, come back: it goes on by itself.',
  network: 'If the network fails now, nothing is lost: it goes on by itself.',
};

const nothingSent = (move: Move): string =>
  `Nothing was sent. ${begin(move.device)} runs ${move.from} as before.`;

/** `headline`: a sentence of what stops it. */
const heardAndNothingSent = (headline: string): string => `${headline} Nothing was sent.`;

export default {
  state: {
    fileOnly: (version: string) => ({
      title: `${version}: file is OK`,
      tag: 'File checked',
      headline: `${version}: file is OK. Choose a device.`,
      safety: untilPressed,
      heard: `Firmware ${version} checked, no finding. Choose a device.`,
    }),

    /** Its signature holds for nothing. */
    brokenFileOnly: (version: string) => ({
      title: `${version}: signature not valid`,
      tag: 'Signature not valid',
      headline: `${version}: the signature is not valid.`,
      safety: untilPressed,
      heard: `The signature of firmware ${version} is not valid.`,
    }),

    deviceOnly: (device: string, version: string, isKept: boolean) => ({
      title: begin(device),
      tag: 'Connected',
      headline: `${begin(device)} runs ${version}. Choose a firmware.`,
      safety: `It runs ${version}${isKept ? ' and has kept it' : ''}. ${untilPressed}`,
      heard: `Connected to ${device}, runs ${version}.`,
    }),

    connecting: (device: string) => ({
      title: 'Connecting',
      tag: 'Connecting',
      headline: `Connecting to ${device}`,
      lead: 'Reading its name, its firmware and its list of files.',
      safety: untilPressed,
      heard: 'Connecting.',
    }),

    noAnswer: (device: string) => ({
      title: `No answer · ${begin(device)}`,
      tag: 'No answer',
      headline: `${begin(device)} does not answer`,
      lead: 'Is its power on?',
      safety: 'Nothing was sent.',
      heard: `${begin(device)} does not answer. Nothing was sent.`,
    }),

    notConnected: (device: string, headline: string) => ({
      title: `Not connected · ${begin(device)}`,
      tag: 'Not connected',
      safety: 'Nothing was sent.',
      heard: heardAndNothingSent(headline),
    }),

    answersOtherwise: (device: string, headline: string) => ({
      title: `Not usable · ${begin(device)}`,
      tag: 'It answers, but cannot be used',
      safety: 'Nothing was sent.',
      heard: heardAndNothingSent(headline),
    }),

    ready: (move: Move) => ({
      title: `Ready: ${move.device} to ${move.to}`,
      tag: 'All checks passed',
      headline: `Ready to update ${move.device}`,
      lead: 'The device works as usual while the firmware is written; then it restarts, once.',
      heard: 'Ready. All checks passed.',
    }),

    toDecide: (move: Move, findings: number) => ({
      title: `${findings} to decide · ${begin(move.device)}`,
      tag: `${findings} to decide`,
      headline: `${count(findings, 'thing', 'things')} to decide`,
      safety: nothingSent(move),
      heard:
        findings === 1
          ? '1 finding needs your decision.'
          : `${findings} findings need your decision.`,
    }),

    refusedFile: (fileName: string, headline: string) => ({
      title: `File rejected: ${fileName}`,
      tag: 'File rejected',
      safety: 'Nothing was sent.',
      heard: heardAndNothingSent(headline),
    }),

    blocked: (move: Move, headline: string) => ({
      title: `Stopped · ${begin(move.device)}`,
      tag: 'Cannot update',
      safety: nothingSent(move),
      heard: heardAndNothingSent(headline),
    }),

    sameVersion: (move: Move) => ({
      title: `Up to date · ${begin(move.device)}`,
      tag: 'Up to date',
      headline: `${begin(move.device)} already runs ${move.to}`,
      lead: 'Same version, same build. Nothing to do.',
      safety: `Nothing was sent. It runs ${move.from} as before.`,
      heard: 'Already up to date.',
    }),

    unkept: (device: string, version: string) => ({
      title: `${version} is not kept · ${begin(device)}`,
      tag: 'On trial · not kept yet',
      headline: `${version} is running but not kept`,
      lead: 'Decide before a new update.',
      heard: 'The running firmware is not kept yet.',
    }),

    ifNobodyActs: 'If nobody acts:',
    /** After `ifNobodyActs`. `end`: a sentence (of the safety line). */
    goesBack: (end: string) => `the device returns to the firmware before it by itself. ${end}`,
    goesBackAt: (end: string) => ({
      text: 'at ',
      after: ` the device returns to the firmware before it by itself. ${end}`,
    }),
    goesBackTo: (from: string, end: string) => `the device returns to ${from} by itself. ${end}`,
    goesBackToAt: (from: string, end: string) => ({
      text: 'at ',
      after: ` it returns to ${from} by itself. ${end}`,
    }),

    busy: (device: string, percent: number) => ({
      title: `Half done · ${begin(device)}`,
      tag: 'Half done',
      headline: `An update is half done on ${device} (${percent} %)`,
      lead: 'It was started elsewhere, or before this page was opened.',
      safety: 'What runs is not touched by it.',
      heard: 'An update is half done on the device.',
    }),

    reading: (done: string, total: string) =>
      `Reading its settings and files, to compare them afterwards: ${done} of ${total}.`,

    starting: (move: Move) => ({
      title: `Checking · ${begin(move.device)}`,
      tag: 'Check · stage 1 of 7',
      headline: 'Comparing file and device',
      safety: `Nothing was sent yet. ${begin(move.device)} runs ${move.from}.`,
    }),

    preparing: (move: Move) => ({
      title: `Preparing · ${begin(move.device)}`,
      tag: 'Prepare · stage 2 of 7',
      headline: `Making room in ${freeSlot(move)}`,
      safety: `It still runs ${move.from} from ${slotOr(move.fromSlot, 'its own slot')}.`,
      heard: 'Prepare. Stage 2 of 7.',
    }),

    writing: (move: Move, percent: number, link: keyof typeof IF_LOST) => ({
      title: `${percent} % · ${begin(move.device)}`,
      tag: 'Write · stage 3 of 7',
      headline: `Writing ${move.to} to ${freeSlot(move)}`,
      safety:
        `It still runs ${move.from}${move.fromSlot === null ? '' : ` from ${slotName(move.fromSlot)}`}. ` +
        IF_LOST[link],
      heard: 'Write, stage 3 of 7.',
    }),

    erasing: (move: Move) => ({
      title: `Erasing · ${begin(move.device)}`,
      headline: `Erasing ${freeSlot(move)}`,
      heard: `Erasing ${freeSlot(move)}.`,
    }),

    erasingLate: (move: Move) => ({
      title: `No answer yet · ${begin(move.device)}`,
      tag: 'Write · no answer yet',
      headline: `${begin(move.device)} has not answered yet`,
      lead: 'It is erasing, or it has lost its power: see that it is on. If it does not answer, it is looked for by itself.',
      safety: `It ran ${move.from} when it last answered.`,
      heard: 'The device has not answered yet.',
    }),

    finishing: (move: Move) => ({
      title: `Finishing · ${begin(move.device)}`,
      tag: 'Finish · stage 4 of 7',
      headline: 'Checking what was written',
      lead: 'The device compares the hashes.',
      heard: 'Finish. Stage 4 of 7.',
    }),

    /** `usual`: how long it usually takes. */
    restarting: (move: Move, usual: string | null) => ({
      title: `Restarting · ${begin(move.device)}`,
      tag: 'Restart · stage 5 of 7',
      headline: `Restarting into ${move.to}`,
      lead: 'All of it has arrived and the device accepted it.',
      heard: usual === null ? 'Restarting.' : `Restarting, ${usual}.`,
    }),

    verifying: (move: Move) => ({
      title: `Checking ${move.to} · ${begin(move.device)}`,
      tag: 'Verify · stage 6 of 7',
      headline: `${begin(move.device)} answers. Checking what it runs.`,
      heard: 'The device is back.',
    }),

    trial: (move: Move, leftMs: number | null) => ({
      title: leftMs === null ? `Keep ${move.to}?` : `${countdown(leftMs)} to keep ${move.to}`,
      tag: 'On trial · not kept yet',
      headline: `${move.to} is running. Keep it?`,
      heard:
        leftMs === null
          ? `${move.to} is on trial. Keep it, or go back.`
          : `${move.to} is on trial. ${spokenDuration(leftMs)} to keep it.`,
    }),

    guardedTrial: (move: Move) => ({
      title: `Checking ${move.to} · ${begin(move.device)}`,
      tag: 'On trial · its checks decide',
      headline: `${move.to} is kept once checked`,
      nobody: `${move.to} is kept once all checks have passed. While one has not, it is not kept, and the device returns to ${move.from} by itself.`,
      heard: `${move.to} is on trial. It is kept by itself once all checks have passed.`,
    }),

    goingBack: (move: Move) => ({
      title: `Going back · ${begin(move.device)}`,
      tag: 'Time to keep it is over',
      headline: `Going back to ${move.from}`,
      lead: 'Waiting for the device to answer again.',
      heard: `Going back to ${move.from}.`,
    }),

    keeping: (move: Move) => ({
      title: `Keeping ${move.to} · ${begin(move.device)}`,
      tag: 'Commit · stage 7 of 7',
      headline: `Keeping ${move.to}`,
    }),

    revertingByHand: (move: Move) => ({
      title: `Going back · ${begin(move.device)}`,
      tag: 'Going back',
      headline: `Going back to ${move.from}`,
      lead: 'The device restarts once more.',
      heard: `Going back to ${move.from}.`,
    }),

    cancelling: (move: Move) => ({
      title: `Stopping · ${begin(move.device)}`,
      tag: 'Stopping',
      headline: 'Stopping the update',
      lead: 'The device is told to forget what it has.',
      safety: `It runs ${move.from}.`,
      heard: 'Stopping.',
    }),

    done: (move: Move, took: string, atMs: number) => ({
      title: `Done: ${move.device} runs ${move.to}`,
      tag: `Kept at ${timeOfDay(atMs)}`,
      headline: `${begin(move.device)} runs ${move.to}`,
      lead: `Updated from ${move.from} in ${took}.`,
      safety: `It starts ${move.to} from now on.`,
      heard: `Done. ${begin(move.device)} runs ${move.to}, confirmed by the device.`,
    }),

    stopped: (move: Move, headline: string) => ({
      title: `Stopped · ${begin(move.device)}`,
      tag: 'Stopped',
      safety: `The device runs ${move.from} as before.`,
      heard: `Stopped: ${headline} The device is safe.`,
    }),

    unknown: (move: Move) => ({
      title: `Not reached · ${begin(move.device)}`,
      tag: 'Not reached',
      headline: `We could not reach ${move.device} again`,
      lead: move.safety.goesBackFromHang
        ? `It runs ${move.from}, or ${move.to} on trial and after that ${move.from}.`
        : `It runs ${move.from}, or ${move.to} on trial, or ${move.to} froze while it started.`,
      heard: move.safety.goesBackFromHang
        ? 'Not reachable. It returns by itself.'
        : 'Not reachable. It may need a cable.',
    }),

    cancelled: (move: Move, wasHeard: boolean) => ({
      title: `Cancelled · ${begin(move.device)}`,
      tag: 'Cancelled',
      headline: 'Cancelled. Nothing has changed.',
      lead: wasHeard
        ? 'The device forgot the half-written part.'
        : 'The device forgets the half-written part by itself when it stops waiting.',
      safety: `It runs ${move.from}.`,
      heard: 'Cancelled.',
    }),
  },

  /** Whether the device is safe around its restart. */
  safety: {
    safe: 'The device is safe.',
    keepPower: 'Keep its power on.',
    untilRestart: 'Safe until it restarts.',
    mayNeedCable: 'It may need a cable.',

    /** Nothing can go wrong but that it is not kept. */
    readyWithSlots: ({ from, to, fromSlot, toSlot }: Move) =>
      `${to} goes into ${slotOr(toSlot, 'the free slot')}. ${from} stays in ` +
      `${slotOr(fromSlot, 'its own')}, and comes back by itself if ${to} is not kept.`,
    ready: ({ from, to, safety }: Move, needsPower: boolean) =>
      `${from} comes back by itself if ${to} is not kept` +
      (safety.goesBackFromHang ? '.' : `, but not if ${to} freezes while it starts.`) +
      (needsPower ? ' Keep its power on while it restarts.' : ''),
    restarting: ({ from, to, safety }: Move) => {
      if (!safety.goesBackFromHang)
        return `If ${to} freezes while it starts, the device does not return to ${from} by itself.`;
      const back = `If ${to} does not start, the device returns to ${from} by itself.`;
      return safety.isHardened ? `${back} Nothing you do now can harm it.` : back;
    },
    steps: {
      finishing: ({ from }: Move) =>
        `It still runs ${from}. The new firmware starts only if every hash matches.`,
      verifying: ({ from, to }: Move) =>
        `If ${to} does not run as it should, ${from} comes back by itself.`,
      keeping: ({ from }: Move) => `Until it is kept, ${from} comes back by itself.`,
      'going-back': ({ from }: Move) =>
        `It returns to ${from} by itself. You can update again after that.`,
      'going-back-by-hand': ({ from }: Move) => `${from} is still there, whole, and starts again.`,
    },
    unknown: ({ from, to, safety }: Move) =>
      `What is not kept returns to ${from} by itself` +
      (safety.goesBackFromHang
        ? '.'
        : `, but not if ${to} froze while it started: then write it again by cable.`),

    thatIsSafe: 'That is safe.',
    nothingHarms: 'Nothing you do can harm it.',
    notFromHang: (to: string) => `If ${to} froze while it started, it does not.`,
  },

  /** Several devices one after the other with one file. */
  nextDevice: {
    remove: 'Remove the file',
    /** In a list of what can be chosen. */
    sameHint: 'the device of the last update',
    same: 'This is the device of the last update.',
    choose: (version: string, last: string) => ({
      title: 'Next device',
      tag: 'File checked',
      headline: `Next device for ${version}`,
      lead: `The last one was ${last}.`,
      safety: untilPressed,
      heard: `Choose the next device for ${version}.`,
    }),
  },
};
