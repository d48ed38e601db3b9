/**
 * What the Update screen says in each of its states: what happens, whether the device is safe, and
 * what a screen reader hears. One function per state, fed with the facts it needs.
 */
import type { SafetyWords, StateWords, Move } from './state-shape.ts';
import type { BootSafety } from '../contracts/boot-safety.ts';
import type { ExpectedTime } from '../contracts/expected-time.ts';
import { expectedLead, usualRestart } from './expected-words.ts';
import type { FailureWords } from './failure-shape.ts';
import { countdown, slotName, spokenDuration, timeOfDay } from './numbers.ts';
import { ofReturn, safe, safetyWords } from './safety-words.ts';
import { begin } from './sentence-start.ts';

type What = Pick<FailureWords, 'headline' | 'next'>;

const polite = (text: string) => ({ text, urgent: false });
const now = (text: string) => ({ text, urgent: true });
const inSlot = (slot: number | null, other: string): string =>
  slot === null ? other : slotName(slot);
const live = (text: string) => ({ tone: 'live', mark: 'live', text }) as const;

/** What happens to a link, and what to do then. */
const IF_LOST = {
  cable: 'If the cable is unplugged now, nothing is lost: plug it in again.',
  radio: 'If you walk out of reach, come back: it goes on by itself.',
  network: 'If the network fails now, nothing is lost: it goes on by itself.',
} as const;

const nothingSent = safe('Nothing is sent until you press Update.');

export const stateWords = {
  fileOnly: (version: string): StateWords => ({
    title: `${version}: file is OK`,
    tag: { tone: 'go', mark: 'go', text: 'File checked' },
    headline: `${version}: file is OK. Choose a device.`,
    lead: null,
    safety: nothingSent,
    heard: polite(`Firmware ${version} checked, no finding. Choose a device.`),
  }),

  /** `isKept`: the device says that what runs is no trial. */
  deviceOnly: (device: string, version: string, isKept: boolean): StateWords => ({
    title: begin(device),
    tag: { tone: 'go', mark: 'go', text: 'Connected' },
    headline: `${begin(device)} runs ${version}. Choose a firmware.`,
    lead: null,
    safety: safe(
      `It runs ${version}${isKept ? ' and has kept it' : ''}. Nothing is sent until you press Update.`,
    ),
    heard: polite(`Connected to ${device}, runs ${version}.`),
  }),

  connecting: (device: string): StateWords => ({
    title: 'Connecting',
    tag: live('Connecting'),
    headline: `Connecting to ${device}`,
    lead: 'Reading its name, its firmware and its list of files.',
    safety: safe('Nothing is sent until you press Update.'),
    heard: polite('Connecting.'),
  }),

  /** `known`: the words of a failure that tells more than that nothing answered; null = it does not. */
  unreachable: (device: string, known: What | null): StateWords => ({
    title: `${known === null ? 'No answer' : 'Not connected'} · ${begin(device)}`,
    tag: { tone: 'hold', mark: 'hold', text: known === null ? 'No answer' : 'Not connected' },
    headline: known?.headline ?? `${begin(device)} does not answer`,
    lead: known === null ? 'Is its power on?' : known.next,
    safety: safe('Nothing was sent.'),
    heard: now(
      known === null
        ? `${begin(device)} does not answer. Nothing was sent.`
        : `${known.headline.replace(/\.$/, '')}. Nothing was sent.`,
    ),
  }),

  /** It answers, but not so that it can be updated: asking again does not change that. */
  answersOtherwise: (device: string, what: What): StateWords => ({
    title: `Not usable · ${begin(device)}`,
    tag: { tone: 'stop', mark: 'stop', text: 'It answers, but cannot be used' },
    headline: what.headline,
    lead: what.next,
    safety: safe('Nothing was sent.'),
    heard: now(`${what.headline} Nothing was sent.`),
  }),

  /** `expected` null: nothing is known of the link. */
  ready: (move: Move, expected: ExpectedTime | null = null): StateWords => ({
    title: `Ready: ${move.device} to ${move.to}`,
    tag: { tone: 'go', mark: 'go', text: 'All checks passed' },
    headline: `Ready to update ${move.device}`,
    lead:
      expected === null
        ? 'The device works as usual while the firmware is written; then it restarts, once.'
        : expectedLead(expected),
    safety: safetyWords('ready', move),
    heard: polite('Ready. All checks passed.'),
  }),

  toDecide: (move: Move, findings: number): StateWords => ({
    title: `${findings} to decide · ${begin(move.device)}`,
    tag: { tone: 'hold', mark: 'hold', text: `${findings} to decide` },
    headline: findings === 1 ? '1 thing to decide' : `${findings} things to decide`,
    lead: null,
    safety: safe(`Nothing was sent. ${begin(move.device)} runs ${move.from} as before.`),
    heard: polite(
      findings === 1
        ? '1 finding needs your decision.'
        : `${findings} findings need your decision.`,
    ),
  }),

  /** The file itself is not sound: no device is needed to say so. */
  refusedFile: (fileName: string, what: What): StateWords => ({
    title: `File rejected: ${fileName}`,
    tag: { tone: 'stop', mark: 'stop', text: 'File rejected' },
    headline: what.headline,
    lead: what.next,
    safety: safe('Nothing was sent.'),
    heard: now(`${what.headline} Nothing was sent.`),
  }),

  blocked: (move: Move, what: What): StateWords => ({
    title: `Stopped · ${begin(move.device)}`,
    tag: { tone: 'stop', mark: 'stop', text: 'Cannot update' },
    headline: what.headline,
    lead: what.next,
    safety: safe(`Nothing was sent. ${begin(move.device)} runs ${move.from} as before.`),
    heard: now(`${what.headline} Nothing was sent.`),
  }),

  sameVersion: (move: Move): StateWords => ({
    title: `Up to date · ${begin(move.device)}`,
    tag: { tone: 'go', mark: 'go', text: 'Up to date' },
    headline: `${begin(move.device)} already runs ${move.to}`,
    lead: 'Same version, same build. Nothing to do.',
    safety: safe(`Nothing was sent. It runs ${move.from} as before.`),
    heard: polite('Already up to date.'),
  }),

  unkept: (device: string, version: string, safety: BootSafety): StateWords => ({
    title: `${version} is not kept · ${begin(device)}`,
    tag: live('On trial · not kept yet'),
    headline: `${version} is running but not kept`,
    lead: 'Decide before a new update.',
    safety: {
      tone: 'guard',
      strong: 'If nobody acts:',
      text: `the device returns to the firmware before it by itself. ${ofReturn(safety)}`,
    },
    heard: now('The running firmware is not kept yet.'),
  }),

  /** The line of safety under it, where the device tells when. `atMs`: wall clock. */
  unkeptUntil: (safety: BootSafety, atMs: number): SafetyWords => ({
    tone: 'guard',
    strong: 'If nobody acts:',
    text: 'at ',
    moment: {
      at: timeOfDay(atMs),
      after: ` the device returns to the firmware before it by itself. ${ofReturn(safety)}`,
    },
  }),

  busy: (device: string, percent: number): StateWords => ({
    title: `Half done · ${begin(device)}`,
    tag: { tone: 'hold', mark: 'hold', text: 'Half done' },
    headline: `An update is half done on ${device} (${percent} %)`,
    lead: 'It was started elsewhere, or before this page was opened.',
    safety: safe('What runs is not touched by it.'),
    heard: now('An update is half done on the device.'),
  }),

  starting: (move: Move): StateWords => ({
    title: `Checking · ${begin(move.device)}`,
    tag: live('Check · stage 1 of 7'),
    headline: 'Comparing file and device',
    lead: null,
    safety: safe(`Nothing was sent yet. ${begin(move.device)} runs ${move.from}.`),
    heard: null,
  }),

  preparing: (move: Move): StateWords => ({
    title: `Preparing · ${begin(move.device)}`,
    tag: live('Prepare · stage 2 of 7'),
    headline: `Making room in ${inSlot(move.toSlot, 'the free slot')}`,
    lead: null,
    safety: safe(`It still runs ${move.from} from ${inSlot(move.fromSlot, 'its own slot')}.`),
    heard: polite('Prepare. Stage 2 of 7.'),
  }),

  writing: (move: Move, percent: number, link: keyof typeof IF_LOST = 'cable'): StateWords => ({
    title: `${percent} % · ${begin(move.device)}`,
    tag: live('Write · stage 3 of 7'),
    headline: `Writing ${move.to} to ${inSlot(move.toSlot, 'the free slot')}`,
    lead: null,
    safety: safe(
      `It still runs ${move.from}${move.fromSlot === null ? '' : ` from ${slotName(move.fromSlot)}`}. ` +
        IF_LOST[link],
    ),
    heard: polite('Write, stage 3 of 7.'),
  }),

  /** Nothing is confirmed while the device makes room; it says nothing of it. */
  erasing: (move: Move, link: keyof typeof IF_LOST = 'cable'): StateWords => ({
    ...stateWords.writing(move, 0, link),
    title: `Erasing · ${begin(move.device)}`,
    headline: `Erasing ${inSlot(move.toSlot, 'the free slot')}`,
    heard: polite(`Erasing ${inSlot(move.toSlot, 'the free slot')}.`),
  }),

  /** No device erases for so long as a rule: it may, or it may have lost its power. */
  erasingLate: (move: Move): StateWords => ({
    ...stateWords.writing(move, 0),
    title: `No answer yet · ${begin(move.device)}`,
    tag: { tone: 'hold', mark: 'hold', text: 'Write · no answer yet' },
    headline: `${begin(move.device)} has not answered yet`,
    lead: 'It is erasing, or it has lost its power: see that it is on. If it does not answer, it is looked for by itself.',
    safety: safe(`It ran ${move.from} when it last answered.`),
    heard: polite('The device has not answered yet.'),
  }),

  finishing: (move: Move): StateWords => ({
    title: `Finishing · ${begin(move.device)}`,
    tag: live('Finish · stage 4 of 7'),
    headline: 'Checking what was written',
    lead: 'The device compares the hashes.',
    safety: safetyWords('finishing', move),
    heard: polite('Finish. Stage 4 of 7.'),
  }),

  restarting: (move: Move, restart: ExpectedTime['restart'] | null = null): StateWords => ({
    title: `Restarting · ${begin(move.device)}`,
    tag: live('Restart · stage 5 of 7'),
    headline: `Restarting into ${move.to}`,
    lead: 'All of it has arrived and the device accepted it.',
    safety: safetyWords('restarting', move),
    heard: polite(restart === null ? 'Restarting.' : `Restarting, ${usualRestart(restart)}.`),
  }),

  verifying: (move: Move): StateWords => ({
    title: `Checking ${move.to} · ${begin(move.device)}`,
    tag: live('Verify · stage 6 of 7'),
    headline: `${begin(move.device)} answers. Checking what it runs.`,
    lead: null,
    safety: safetyWords('verifying', move),
    heard: polite('The device is back.'),
  }),

  trial: (
    move: Move,
    left: { readonly ms: number | null; readonly untilMs: number | null },
  ): StateWords => ({
    title: left.ms === null ? `Keep ${move.to}?` : `${countdown(left.ms)} to keep ${move.to}`,
    tag: live('On trial · not kept yet'),
    headline: `${move.to} is running. Keep it?`,
    lead: null,
    safety: {
      tone: 'guard',
      strong: 'If nobody acts:',
      ...(left.untilMs === null
        ? { text: `the device returns to ${move.from} by itself. ${ofReturn(move.safety)}` }
        : {
            text: 'at ',
            moment: {
              at: timeOfDay(left.untilMs),
              after: ` it returns to ${move.from} by itself. ${ofReturn(move.safety)}`,
            },
          }),
    },
    heard: now(
      left.ms === null
        ? `${move.to} is on trial. Keep it, or go back.`
        : `${move.to} is on trial. ${spokenDuration(left.ms)} to keep it.`,
    ),
  }),

  /** The time to keep it ran out by our count; the device was not seen yet. */
  goingBack: (move: Move): StateWords => ({
    title: `Going back · ${begin(move.device)}`,
    tag: { tone: 'hold', mark: 'back', text: 'Time to keep it is over' },
    headline: `Going back to ${move.from}`,
    lead: 'Waiting for the device to answer again.',
    safety: safetyWords('going-back', move),
    heard: now(`Going back to ${move.from}.`),
  }),

  keeping: (move: Move): StateWords => ({
    title: `Keeping ${move.to} · ${begin(move.device)}`,
    tag: live('Commit · stage 7 of 7'),
    headline: `Keeping ${move.to}`,
    lead: null,
    safety: safetyWords('keeping', move),
    heard: null,
  }),

  revertingByHand: (move: Move): StateWords => ({
    title: `Going back · ${begin(move.device)}`,
    tag: { tone: 'hold', mark: 'back', text: 'Going back' },
    headline: `Going back to ${move.from}`,
    lead: 'The device restarts once more.',
    safety: safetyWords('going-back-by-hand', move),
    heard: polite(`Going back to ${move.from}.`),
  }),

  cancelling: (move: Move): StateWords => ({
    title: `Stopping · ${begin(move.device)}`,
    tag: { tone: 'hold', mark: 'hold', text: 'Stopping' },
    headline: 'Stopping the update',
    lead: 'The device is told to forget what it has.',
    safety: safe(`It runs ${move.from}.`),
    heard: polite('Stopping.'),
  }),

  done: (move: Move, took: string, atMs: number): StateWords => ({
    title: `Done: ${move.device} runs ${move.to}`,
    tag: { tone: 'go', mark: 'go', text: `Kept at ${timeOfDay(atMs)}` },
    headline: `${begin(move.device)} runs ${move.to}`,
    lead: `Updated from ${move.from} in ${took}.`,
    safety: safe(`It starts ${move.to} from now on.`),
    heard: now(`Done. ${begin(move.device)} runs ${move.to}, confirmed by the device.`),
  }),

  stopped: (move: Move, what: What): StateWords => ({
    title: `Stopped · ${begin(move.device)}`,
    tag: { tone: 'stop', mark: 'stop', text: 'Stopped' },
    headline: what.headline,
    lead: what.next,
    safety: safe(`The device runs ${move.from} as before.`),
    heard: now(`Stopped: ${what.headline} The device is safe.`),
  }),

  unknown: (move: Move): StateWords => ({
    title: `Not reached · ${begin(move.device)}`,
    tag: { tone: 'hold', mark: 'hold', text: 'Not reached' },
    headline: `We could not reach ${move.device} again`,
    lead: move.safety.goesBackFromHang
      ? `It runs ${move.from}, or ${move.to} on trial and after that ${move.from}.`
      : `It runs ${move.from}, or ${move.to} on trial, or ${move.to} froze while it started.`,
    safety: safetyWords('unknown', move),
    heard: now(
      move.safety.goesBackFromHang
        ? 'Not reachable. It returns by itself.'
        : 'Not reachable. It may need a cable.',
    ),
  }),

  /** The device could not be told, or did not answer. */
  cancelledUnheard: (move: Move): StateWords => ({
    title: `Cancelled · ${begin(move.device)}`,
    tag: { tone: 'wait', mark: 'wait', text: 'Cancelled' },
    headline: 'Cancelled. Nothing has changed.',
    lead: 'The device forgets the half-written part by itself when it stops waiting.',
    safety: safe(`It runs ${move.from}.`),
    heard: polite('Cancelled.'),
  }),

  cancelled: (move: Move): StateWords => ({
    title: `Cancelled · ${begin(move.device)}`,
    tag: { tone: 'wait', mark: 'wait', text: 'Cancelled' },
    headline: 'Cancelled. Nothing has changed.',
    lead: 'The device forgot the half-written part.',
    safety: safe(`It runs ${move.from}.`),
    heard: polite('Cancelled.'),
  }),
} as const;
