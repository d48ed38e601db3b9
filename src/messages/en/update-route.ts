/** Words of several firmwares of one device, one after the other. */
import grammar from './grammar.ts';

const { begin, count, list } = grammar;
const steps = (number: number): string => count(number, 'step', 'steps');
const stepOf = (number: number, of: number): string => `step ${number} of ${of}`;

export default {
  /** In place of the name of one file. */
  theFiles: 'these files',
  nothingSent: 'Nothing was sent.',
  /** The page of the plan and of what is between two steps. */
  checking: () => ({
    title: 'Checking the files',
    tag: 'Checking',
    headline: 'Checking the files',
    lead: 'Each is opened and compared with the device.',
    heard: 'Checking the files.',
  }),
  ready: (device: string, to: string, number: number) => ({
    title: `Ready: ${device} to ${to} in ${steps(number)}`,
    tag: 'All files checked',
    headline: `Ready to update ${device} in ${steps(number)}`,
    lead: 'Each step has its own restart and its own trial. The next one begins only when the one before is kept.',
    heard: `Ready, ${steps(number)}.`,
  }),
  /** `what`: `1.4 or newer`. */
  missing: (version: string, what: string, before: string) => ({
    title: `A step is missing before ${version}`,
    tag: 'Step missing',
    headline: `${version} needs ${what} first`,
    lead: `Before it the device would run ${before}. Drop the file of the step between, or add it.`,
    heard: `A step is missing: ${version} needs ${what} first.`,
  }),
  orNewer: (version: string) => `${version} or newer`,
  inRange: (range: string) => `a version ${range}`,
  blocked: (device: string, headline: string) => ({
    title: `Stopped · ${begin(device)}`,
    tag: 'Cannot update',
    heard: `${headline} Nothing was sent.`,
  }),
  preparing: (number: number, of: number, version: string) => ({
    title: `Preparing ${stepOf(number, of)}`,
    tag: 'Next step',
    headline: `Preparing ${stepOf(number, of)}: ${version}`,
    lead: 'The device is asked what it runs before anything is sent.',
    heard: `Preparing ${stepOf(number, of)}.`,
  }),
  between: (device: string, version: string, next: string) => ({
    title: `${begin(device)} runs ${version}`,
    tag: 'Kept',
    headline: `${version} is kept. Next: ${next}`,
    heard: `${version} is kept. The next step is ${next}.`,
  }),
  /** `seconds`: until then. */
  beginsIn: (number: number, of: number, seconds: number) =>
    `Step ${number} of ${of} begins by itself in ${seconds} s.`,
  startsFromNowOn: (version: string) => `It starts ${version} from now on.`,
  stoppedHere: (device: string, number: number, of: number) => ({
    title: `Stopped · ${begin(device)}`,
    tag: 'Stopped',
    headline: `Stopped before ${stepOf(number, of)}`,
    heard: `Stopped before ${stepOf(number, of)}.`,
  }),
  notConfirmed: (device: string, version: string) => ({
    title: `Stopped · ${begin(device)}`,
    tag: 'Stopped',
    headline: `${begin(device)} no longer says that ${version} is kept`,
    heard: `Stopped: ${device} no longer says that ${version} is kept.`,
  }),
  stoppedAt: (number: number, of: number) => `Stopped at ${stepOf(number, of)}.`,
  notBegun: (versions: readonly string[]) => `Not begun: ${list(versions)}.`,
  isKept: (version: string) => `It runs ${version}, which is kept.`,
  answersNow: (version: string) => `It answers with ${version} now.`,
  noAnswerNow: 'It does not answer now.',
  done: (from: string, number: number) => `Updated from ${from} in ${steps(number)}.`,

  list: 'Steps',
  over: 'Not needed',
  move: (from: string, to: string) => `${from} → ${to}`,
  notNewer: (running: string) => `not newer than ${running}, which runs`,
  requires: (range: string) => `may follow ${range}`,
  decisions: (number: number) => `asks you first: ${count(number, 'thing', 'things')} to decide`,
  states: {
    todo: 'to come',
    next: 'next',
    here: 'now',
    done: 'kept',
    stopped: 'stopped here',
    missing: 'a step is missing before it',
  },
  /** While a step is under way. */
  strip: (number: number, of: number) => `Step ${number} of ${of}`,
  tooMany: (most: number) => `Only the first ${most} files are used.`,
  notKept: 'Keep this page open: after a reload you will need the files again.',

  /** A page before this one did not end it. */
  kept: {
    title: (device: string, of: number) =>
      `An update of ${device} in ${steps(of)} was not finished`,
    text: (versions: readonly string[]) =>
      `Left: ${list(versions)}. The device is asked what it runs before anything is sent.`,
    carryOn: 'Continue',
  },
  buttons: {
    update: (number: number) => `Update in ${steps(number)}`,
    addFile: 'Add a file',
    goOn: (number: number) => `Begin step ${number} now`,
    stop: 'Stop here',
    again: 'Plan the rest',
    leave: 'Discard these steps',
  },
};
