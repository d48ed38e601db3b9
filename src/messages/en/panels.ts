/** The panels beside an update: the console and the link. */
import type { LinkBound, LinkReport, TripPartName } from '../../contracts/link-log.ts';
import { fileSize, speed } from '../numbers.ts';
import grammar from './grammar.ts';

const { capital, count, whole } = grammar;

const lines = (number: number): string => count(number, 'line', 'lines');

const milliseconds = (ms: number): string =>
  `${ms > 0 && ms < 10 ? (Math.round(ms * 10) / 10).toString() : whole(ms)} ms`;

const PARTS: Readonly<Record<TripPartName, string>> = {
  line: 'line',
  writes: 'writes',
  adapter: 'adapter',
  network: 'network',
  reads: 'reads',
  flash: 'flash',
  page: 'browser',
};

/** The same, in a sentence. */
const SPOKEN: Readonly<Record<TripPartName, string>> = {
  line: 'on the line',
  writes: 'in writes',
  adapter: 'in the adapter',
  network: 'on the way there and back',
  reads: 'in reads',
  flash: 'in the device, writing flash',
  page: 'in the browser',
};

/** A bound of this cause. */
type Bound<Cause extends LinkBound['cause']> = Extract<LinkBound, { readonly cause: Cause }>;

const NOTHING_WRONG = 'Nothing is wrong.';
const SLOW_RADIO = 'This Bluetooth link answers slowly.';

export default {
  /** The console: its controls, and each line of the record as it is read. */
  console: {
    title: 'Console',
    panels: 'Panel',
    close: 'Close',
    counts: (log: number, calls: number, again: number) =>
      `${lines(log)}, ${count(calls, 'call', 'calls')}, ${whole(again)} sent again`,
    find: 'Find in log and frames',
    show: 'Show',
    which: { log: 'Log', frames: 'Frames', both: 'Both' },
    hold: 'Hold',
    holdLabel: 'Hold the view; the update goes on',
    held: (number: number) => `Held, ${whole(number)} new`,
    download: 'Download',
    downloadLabel: 'Download log and frames',
    region: 'Device log and frames, newest last',
    log: 'Device log',
    frames: 'Frames of this page',
    sent: 'sent',
    answered: 'answered',
    nothing: 'Nothing has passed yet.',
    nothingFound: 'No line contains that.',
    /** `over`: of the link's names. */
    noLog: (over: string) =>
      `${capital(over)} there is no device log: the device sends it only over its cable. What this page sends and gets back is here.`,
    older: (number: number) => `${lines(number)} before these: they are in the download.`,
    aloud: 'Read new lines aloud',
    secrets: 'Passwords and keys are shown as ••••, here and in the file.',
    frame: 'The whole frame',
    frameGone: 'This frame is no longer there.',

    /** Of the record. */
    line: {
      again: 'the same bytes again',
      error: (code: number) => `error ${code}`,
      nobodyWaits: 'nobody waits for it any more',
      took: (ms: number) => `${whole(ms)} ms`,
      /** `id`: empty where there is none. */
      unanswered: (id: string, seconds: number) => `${id} no answer in ${whole(seconds)} s`,
      noise: (bytes: number, why: string) => `${whole(bytes)} bytes arrived damaged: ${why}`,
      opened: (label: string, baudRate: number | null) =>
        `Link open: ${label}${baudRate === null ? '' : `, ${whole(baudRate)} baud`}`,
      lost: (detail: string) => `Link lost: ${detail}`,
      deviceGone: 'the device is gone',
      closed: 'Link closed',
      block: (bytes: number, offset: number) => `${whole(bytes)} bytes at ${whole(offset)}`,
      /** Why bytes are no frame. */
      noises: {
        'bad-crc': 'its checksum is wrong',
        'too-long': 'it is longer than 64 KiB',
        'too-deep': 'it is nested too deep',
        'not-ascii': 'characters that no frame has',
        'not-json': 'it is no JSON',
        'not-a-frame': 'it is no frame',
      },
    },

    call: {
      title: 'Call the device',
      method: 'Method',
      args: 'Arguments, as JSON',
      call: 'Call',
      answer: 'Answer',
      calling: 'Waiting for the answer …',
      noMethod: 'Choose a method first.',
      notJson: 'The arguments are not JSON yet.',
      busy: 'This call waits for its answer.',
      onlyReading:
        'While an update runs, only calls that read are on: anything that writes or restarts waits until it is over.',
      off: (method: string) => `${method} waits until the update is over: it may write or restart.`,
      took: (method: string, ms: number) => `${method}, ${whole(ms)} ms`,
      failed: (method: string, headline: string) => `${method}: ${headline}`,
    },
  },

  /** The link panel: what bounds the speed, with the measured numbers and what would help. */
  link: {
    title: 'Link',
    /** `393 ms`; below 10 with one decimal. */
    milliseconds,
    part: (name: TripPartName, ms: number) => `${PARTS[name]} ${milliseconds(ms)}`,
    trip: (blockBytes: number, parts: LinkReport['parts']) => {
      const total = parts.reduce((sum, { ms }) => sum + ms, 0);
      const each = parts.map(({ name, ms }) => `${milliseconds(ms)} ${SPOKEN[name]}`).join(', ');
      return `One block of ${whole(blockBytes)} bytes takes ${milliseconds(total)}: ${each}`;
    },
    dials: {
      speed: 'Speed, last 10 s',
      block: 'Block',
      usual: 'Answer, usual',
      slowest: 'Answer, slowest',
    },
    bytes: (count: number) => `${whole(count)} bytes`,
    notYet: '–',
    checks: {
      label: 'What was checked',
      link: 'Link',
      flow: 'Flow control',
      flowSerial: 'XON/XOFF',
      flowOther: 'by the link itself',
      noise: 'Noise on the line',
      noiseQuiet: 'sent again; nothing wrong was written',
      noiseCount: (again: number, calls: number) =>
        `${whole(again)} of ${grammar.count(calls, 'call', 'calls')}`,
      held: 'Link held by',
      heldHere: 'this tab',
      piece: 'Largest write that works',
      signal: 'Signal strength',
      signalWhy: 'this browser does not tell it',
      notReported: 'not reported',
    },

    /** Of the head. `name`: of the kind of link. */
    source: {
      pieces: (name: string, bytes: number) => `${name}, ${whole(bytes)} bytes a write`,
      line: (name: string, baudRate: number) => `${name}, ${whole(baudRate)} baud, 8N1`,
    },

    /** The numbers behind each bound, and what would help. */
    bounds: {
      unknown: () => ({
        limit: 'Nothing to measure yet.',
        numbers: 'The first blocks of an update show what bounds it.',
        help: '',
      }),
      line: (bound: Bound<'line'>, bytesPerSecond: number | null) => {
        const now = bytesPerSecond === null ? '' : `; you get ${speed(bytesPerSecond)}`;
        return {
          limit: 'The line is the limit.',
          numbers: `At ${whole(bound.baudRate)} baud it carries at most ${speed(bound.mostBytesPerSecond)}${now}.`,
          help: `${NOTHING_WRONG} A firmware with a faster console baud rate would help.`,
        };
      },
      adapter: (bound: Bound<'adapter'>) => ({
        limit: 'The adapter is the limit.',
        numbers: `Its latency is ${milliseconds(bound.latencyMs)} for each block.`,
        help: 'The driver’s latency timer can be set to 1 ms.',
      }),
      flash: (bound: Bound<'flash'>) => ({
        limit: 'The device’s flash is the limit.',
        numbers: `Erasing and writing take ${milliseconds(bound.blockMs)} for each block.`,
        help: NOTHING_WRONG,
      }),
      bluetooth: (bound: Bound<'bluetooth'>) => ({
        limit: SLOW_RADIO,
        numbers: `Its writes and reads take ${milliseconds(bound.answerMs)} for each block.`,
        help: 'Stand closer, and close other apps that use Bluetooth.',
      }),
      interval: (bound: Bound<'interval'>) => ({
        limit: SLOW_RADIO,
        numbers: `It answers every ${milliseconds(bound.eachMs)}, and a block needs ${whole(bound.turns)} answers. Bigger blocks are already in use.`,
        help: 'How often it answers is between this system and the device. Stand closer, and close other apps that use Bluetooth.',
      }),
      pieces: (bound: Bound<'pieces'>) => ({
        limit: SLOW_RADIO,
        numbers: `It carries ${whole(bound.pieceBytes)} bytes at a time, every ${milliseconds(bound.eachMs)}.`,
        help: 'Another phone or computer may carry 497 bytes at a time.',
      }),
      loss: (bound: Bound<'loss'>) => ({
        limit: 'Blocks are lost.',
        numbers: `${whole(bound.lost)} of ${whole(bound.of)} had to be sent again; waiting for them took ${Math.floor(bound.share * 100)} % of the time.`,
        help: 'Nothing wrong was written. A shorter cable, another port or less radio interference would help.',
      }),
      memory: (bound: Bound<'memory'>) => ({
        limit: 'The device has little memory.',
        numbers: `${fileSize(bound.freeBytes)} are free, so blocks hold only ${whole(bound.blockBytes)} bytes.`,
        help: `${NOTHING_WRONG} It takes a little longer.`,
      }),
      network: (bound: Bound<'network'>) => ({
        limit: 'The network is far away.',
        numbers: `${milliseconds(bound.eachWayMs)} each way, for every block.`,
        help: 'A computer nearer to the device would help.',
      }),
      page: (bound: Bound<'page'>) => ({
        limit: 'This computer is the limit.',
        numbers: `Between an answer and the next block pass ${milliseconds(bound.gapMs)}.`,
        help: 'Keep this page in front, and close what keeps the computer busy.',
      }),
    },
  },
};
