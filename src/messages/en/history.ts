/** Words of updates that are over: the history, its charts, signed receipts and the page that checks one. */
import { duration } from '../numbers.ts';

const updates = (count: number): string => (count === 1 ? '1 update' : `${count} updates`);

export default {
  title: 'History',
  lead: 'Every update made with this browser. Kept here, sent nowhere.',
  loading: 'Reading the history…',
  failed: 'The history was not read.',
  notKept: 'This browser keeps nothing for the page: the history is gone when the page is closed.',
  full: (most: number) => `The last ${most} updates are kept. Older ones make room.`,
  empty: {
    title: 'No updates yet',
    text: 'Each one leaves a receipt here.',
    update: 'Update a device',
  },
  today: 'Today',
  yesterday: 'Yesterday',

  who: {
    label: 'Your name on receipts',
    hint: 'On every update from now on. Leave it empty for no name.',
    save: 'Save name',
    change: 'Change',
    set: 'Set a name',
    nobody: 'No name is set for receipts.',
    named: (name: string) => `Name on receipts: ${name}`,
    saved: (name: string) => `Updates from now on have the name ${name}.`,
    removed: 'Updates from now on have no name.',
    notSaved: 'The name was not saved.',
  },

  tools: {
    label: 'Find in history',
    find: 'Device, version, file, name',
    device: 'Device',
    app: 'App',
    outcome: 'Outcome',
    way: 'Connection',
    all: 'All',
    export: 'Export',
    exports: (count: number) => `${updates(count)}, as filtered`,
    csv: 'CSV for spreadsheets',
    json: 'JSON for programs',
    fileName: 'history',
  },

  list: {
    label: 'Updates',
    count: (count: number, all: number) =>
      count === all ? updates(all) : `${count} of ${updates(all)}`,
    none: 'No update matches.',
    clear: 'Show all',
    more: (count: number) => `Show ${count} more`,
    move: (from: string, to: string) => `${from} → ${to}`,
    back: (from: string) => `back on ${from}`,
    not: (to: string) => `not updated to ${to}`,
    took: (ms: number) => duration(ms),
    removeAll: 'Remove all',
    removeShown: (count: number) => `Remove these ${count}`,
  },

  ways: {
    practice: 'Practice device',
    cable: 'USB cable',
    bluetooth: 'Bluetooth',
    network: 'Network',
    bench: 'Bench',
    'roll-out': 'Roll-out',
  },

  detail: {
    none: 'This update is not in the history of this browser.',
    toList: 'All updates',
    label: 'Records of this update',
    print: 'Print',
    page: 'Save as page',
    remove: 'Remove',
    removed: (count: number) => `${updates(count)} removed.`,
    undo: 'Undo',
    undone: 'Put back.',
    way: 'Connection',
    over: (way: string, link: string) => `${way}, ${link}`,
    carriedOn: 'Its first page was left. Another one continued it: times are of the second part.',
    by: 'By',
    serial: 'Session',
    reason: 'Code',
  },

  seal: {
    title: 'Signed',
    text: (algorithm: string) =>
      `Signed with a key of this browser (${algorithm}). “Check a receipt” under History shows, without a network, whether anything was changed.`,
    key: 'Fingerprint of the key',
    digest: 'SHA-256 of what is signed',
    code: 'QR code that holds this receipt',
    noCode: 'This receipt is too long for a QR code. Keep the signed file.',
    save: 'Save signed file',
    none: 'Not signed: browsers sign only on pages that came over https or from this computer.',
    notKept: 'This browser does not keep the key. The next page signs with another one.',
  },

  check: {
    title: 'Check a receipt',
    lead: 'Shows whether a receipt is as it was signed. Nothing is sent.',
    back: 'History',
    paste: 'Text of a signed receipt, or of the QR code on paper',
    press: 'Check',
    file: 'Choose a file',
    fileHint: 'The signed file (.json), or a picture of the QR code.',
    empty: 'Choose a file or paste a text.',
    noCode: (file: string) =>
      `No QR code was read in ${file}. Take the picture closer and sharper.`,
    notRead: (file: string) => `${file} was not read.`,
    tooLong: (file: string) => `${file} is too large for a receipt.`,
    checking: 'Checking…',
    genuine: {
      title: 'Genuine: nothing was changed',
      own: 'Signed with the key of this browser.',
      other: 'Signed with a key of another browser. Compare the fingerprint with whoever made it.',
    },
    'not-genuine': {
      title: 'Not genuine',
      text: 'The signature does not fit: something was changed after it was signed, or another key signed it. Do not rely on it.',
    },
    unreadable: {
      title: 'Not a genuine receipt',
      text: 'This is no receipt of Slipway, or something in it was changed, added or left out.',
    },
    says: 'What it says',
    claims: 'What it claims',
    algorithm: 'Signature',
  },

  charts: {
    title: 'Charts',
    of: (count: number) => `of ${updates(count)}`,
    table: 'As a table',
    none: 'Nothing to draw: no update with a time.',
    time: {
      title: 'Time per update',
      text: (count: number, median: string) =>
        `The last ${count} that were kept. Half of them took up to ${median}.`,
      when: 'When',
      device: 'Device',
      took: 'Took',
    },
    ends: {
      title: 'How updates ended',
      text: (stopped: number, all: number) => `${stopped} of ${updates(all)} were not kept.`,
      month: 'Month',
      kept: 'Kept',
      back: 'Went back',
      stopped: 'Stopped',
    },
    speed: {
      title: 'Speed by connection',
      text: 'The median of each: half of the updates were faster.',
      link: 'Connection',
      speed: 'Speed',
      count: 'Updates',
    },
  },
};
