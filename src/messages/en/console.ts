/** The console: its controls, and each line of the record as it is read. */
import grammar from './grammar.ts';

const { capital, count, whole } = grammar;

const lines = (number: number): string => count(number, 'line', 'lines');

export default {
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
};
