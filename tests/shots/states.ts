/**
 * Every state that is photographed and checked, by name. Each has a script in `page/` that brings the
 * product there, and words that must then stand on the screen: a picture of another state is an error.
 */
export interface ShownState {
  readonly title: string;
  /** Must match what the screen says: its headline, or any text of it. */
  readonly says: RegExp;
}

const says = (title: string, words: RegExp): ShownState => ({ title, says: words });

const update = {
  empty: says('Empty', /^Update a device$/),
  drop: says('A file over the page', /Drop to check it/),
  menu: says('Display menu', /High contrast|high contrast/),
  palette: says('Palette: find an action', /Display: Dark/),
  'palette-none': says('Palette: nothing is called that', /No action of this screen/),
  keys: says('All keys', /without a second, different press/),
  'screen-dark': says('The screen may go dark', /cannot keep the screen on/),
  'ready-offline-not-yet': says('Not ready offline yet', /^Update a device$/),
  'practice-elsewhere': says('Practice device in another tab', /another tab/),
  'practice-off': says('Practice device without power', /No power/),
  'fresh-question': says('Reset the practice device?', /Reset the practice device\?/),
  checking: says('Checking the file', /Checking/),
  'refused-damaged': says('Refused: a part is damaged', /app11\.bin .*damaged/),
  'refused-cut-off': says('Refused: cut off', /ends too early/),
  'refused-missing': says('Refused: a part is missing', /app11\.bin is missing/),
  'refused-manifest': says('Refused: no readable manifest', /manifest\.json is damaged at line 8/),
  'refused-contradiction': says('Refused: inconsistent', /two different things/),
  'refused-name': says('Refused: a name that leaves the archive', /outside the package/),
  repaired: says('File repaired', /Repaired: .*Every part is byte for byte/s),
  several: says('One of several firmwares', /holds 2 firmwares/),
  'file-only': says('File only', /^1\.1\.0: file is OK/),
  connecting: says('Connecting', /^Connecting to/),
  unreachable: says('Does not answer', /has no power$/),
  'device-only': says('Device only', /runs 1\.0\.0\. Choose a firmware\./),
  comparing: says('Comparing', /^Comparing file and device/),
  ready: says('Ready', /^Ready to update/),
  'ready-files': says('Ready, with files to keep', /6 files kept, byte for byte/),
  'decide-files': says('A file does not fit', /no room for calibration\.dat/),
  decide: says('One thing to decide', /^1 thing to decide/),
  'decide-two': says('Two things to decide', /^2 things to decide/),
  'decide-allowed': says('Decided', /^1 thing to decide/),
  blocked: says('Blocked: wrong chip', /^Wrong chip: file is for esp32c3/),
  'same-version': says('Same version', /already runs 1\.1\.0/),
  unkept: says('Unkept found', /^1\.1\.0 is running but not kept/),
  busy: says('Half done found', /^An update is half done/),
  preparing: says('Preparing', /^Making room in slot B/),
  erasing: says('Erasing', /^Erasing slot B/),
  'writing-begin': says('Writing, first seconds', /^Writing 2\.0\.0 to slot B/),
  writing: says('Writing', /^Writing 2\.0\.0 to slot B/),
  slow: says('Writing over a noisy cable', /^Writing 2\.0\.0 to slot B/),
  paused: says('Paused by you', /^Paused at 6\d %/),
  'link-lost': says('Link lost: the cable', /^Cable unplugged at 6\d %/),
  'link-lost-power': says('Link lost: the power', /^Power lost at 6\d %/),
  'link-lost-over': says('Link lost, the device has stopped waiting', /has stopped waiting/),
  'stop-here': says('Stop while it waits?', /It forgets the .* when it stops waiting/),
  'went-on': says('Went on', /^Went on at/m),
  'started-over': says('Started over', /^Started over: the device had restarted/m),
  'cancel-question': says('Stop this update?', /Stop this update\?/),
  cancelling: says('Stopping', /^Stopping the update/),
  'reported-ready': says('Ready, as it reports', /Reported by the device/),
  'reported-writing': says('Writing, as it reports', /From confirmed bytes/),
  'reported-trial': says('On trial, as it reports', /Reported by the device/),
  'reported-half': says('Cancelled, as it reports', /Half written/),
  finishing: says('Finishing', /^Checking what was written/),
  restarting: says('Restarting', /^Restarting into 1\.1\.0/),
  late: says('Late', /^It has not come back yet/),
  verifying: says('Verifying', /answers\. Checking/),
  trial: says('On trial', /^1\.1\.0 is running\. Keep it\?/),
  'trial-soon': says('On trial, under a minute', /^1\.1\.0 is running\. Keep it\?/),
  'trial-last': says('On trial, last seconds', /^1\.1\.0 is running\. Keep it\?/),
  'trial-over': says('Trial over, not seen yet', /^Going back to 1\.0\.0/),
  'trial-lost': says(
    'On trial, the cable is out',
    /^The cable connection is gone\. 1\.1\.0 was on trial/,
  ),
  'trial-lost-power': says('On trial, power lost', /^Power lost before 1\.1\.0 was kept/),
  'keeping-lost': says('Told to keep it, no answer', /^Keeping 1\.1\.0: no answer yet/),
  'trial-red': says('On trial, a check failed', /^1\.1\.0 runs, but a check failed/),
  'trial-red-keep': says('Keep it with a failed check?', /^1\.1\.0 runs, but a check failed/),
  keeping: says('Keeping', /^Keeping 1\.1\.0/),
  'going-back': says('Going back by hand', /^Going back to 1\.0\.0/),
  done: says('Done', /runs 1\.1\.0$/),
  'done-files': says('Done, with files kept', /User files kept/),
  'went-back': says('Went back by itself', /is back on 1\.0\.0/),
  'went-back-restarted': says('Restarted before it was kept', /restarted before 1\.1\.0 was kept/),
  'other-firmware': says('Another firmware runs', /runs another build of 1\.1\.0/),
  'went-back-hung': says('Went back: the new firmware hung', /is back on 1\.0\.0/),
  'you-went-back': says('You went back', /is back on 1\.0\.0/),
  'stopped-waiting': says(
    'Stopped: the link did not come back in time',
    /^The device stopped waiting/,
  ),
  unknown: says('Unknown', /^We could not reach/),
  cancelled: says('Cancelled', /^Cancelled\. Nothing has changed\./),
  'cancelled-unheard': says('Cancelled while the cable was out', /by itself when it stops waiting/),
  'new-version': says('New version waiting', /A new Slipway is ready/),
  'new-version-writing': says('New version waits for the update', /It waits until this update/),
} as const;

const next = {
  'next-device': says('Next device', /^Next device for 1\.1\.0$/),
  'next-device-bluetooth': says('Next device, over Bluetooth', /^Next device for 1\.1\.0$/),
  'next-device-same': says('The device of the last update', /This is the device of the last/),
  'explained-home': says('Empty, the lists were explained', /^What happens when I choose a port/m),
} as const;

const signature = {
  'signature-good': says('Signed by a trusted key', /^Signed by Plant release 2026\.$/m),
  'signature-unknown': says('Signed by an unknown key', /^Unknown signer$/m),
  'signature-broken': says('Signature not valid', /^Signature not valid$/m),
  'signature-ask': says('Not signed, and somebody asks', /^1 thing to decide/),
  'signature-required': says('Not signed, and required', /^Not signed/),
  'signature-keys': says('Trusted keys', /only for demo/),
} as const;

const panels = {
  console: says('Writing, with the console', /bytes at/),
  'console-call': says('The console with an answer', /"fw_version"/),
  'console-nothing': says('The console before anything passed', /Nothing has passed yet/),
  'link-flash': says('Why this speed: the flash', /flash is the limit/),
  'link-loss': says('Why this speed: lost blocks', /Blocks are lost/),
  'link-network': says('Why this speed: a far network', /network is far away/),
  'link-bluetooth': says('Why this speed: Bluetooth', /Bluetooth link answers slowly/),
} as const;

const emulator = {
  'emulator-strip': says('Emulator: an update runs', /^Practice device: 6[0-9] %/m),
  'emulator-committed': says('Emulator: committed', /Next power-on starts slot A/),
  'emulator-writing': says('Emulator: writing', /Being written/),
  'emulator-trial': says('Emulator: on trial', /A power cut now returns to slot A/),
  'emulator-hung': says('Emulator: the firmware freezes', /Frozen: it answers nothing/),
  'emulator-kept': says('Emulator: kept in slot B', /Next power-on starts slot B/),
  'emulator-not-kept': says('Emulator: went back', /[Nn]ot kept/),
  'emulator-off': says('Emulator: power off', /No power/),
  'emulator-cut': says('Emulator: cut in the middle of a write', /Half written/),
  'emulator-nothing': says('Emulator: nothing starts', /[Nn]othing/),
  'emulator-faults': says('Emulator: cable out, noise on, will freeze', /Will freeze/),
  'emulator-facts': says('Emulator: looking into a box', /SHA-256/),
  'emulator-list': says('Emulator: all boxes as a list', /0x010000/),
  'emulator-no-files': says('Emulator: a filesystem without files', /No file yet/),
  'emulator-files': says('Emulator: the files of both slots', /conf9\.json/),
  'emulator-question': says('Emulator: another chip?', /gone for good/),
  'emulator-refused': says('Emulator: a file that is no chip', /chip/),
  'reference-committed': says('Reference: committed', /follows the smaller number/),
  'reference-writing': says('Reference: writing', /Being written/),
  'reference-trial': says('Reference: on trial', /A power cut now returns to slot A/),
  'reference-lesson': says('Reference: the lesson after a cut', /reads record 2/),
  'reference-cut': says('Reference: cut in the middle of a write', /Half written/),
} as const;

const cable = {
  'away-gone': says('Unplugged while nothing runs', /is unplugged$/),
  'away-silent': says('Silent while nothing runs', /does not answer$/),
  'cable-seen-before': says('Cable: seen before', /Seen before/),
  'cable-explain': says('Cable: the browser’s list', /^Choose your device/),
  'cable-empty-list': says('Cable: nothing chosen', /^No device was chosen/),
  'cable-held': says('Cable: the port does not open', /^The port does not open/),
  'cable-silent': says('Cable: nobody answers', /nothing answered/),
  'cable-log-only': says('Cable: only a log', /prints its log but takes no commands/),
  'cable-trying': says('Cable: other speeds', /^Trying 921,600 baud/),
} as const;

const batch = {
  'lanes-empty': says('Bench: no port yet', /No port this browser may use yet/),
  'lanes-no-ports': says('Bench: a browser without ports', /The bench needs USB ports/),
  'lanes-refused': says('Bench: a file that is not sound', /app11\.bin .*damaged/),
  'lanes-ready': says('Bench: four devices ready', /^Start 4 devices$/m),
  'lanes-armed': says('Bench: armed', /A device plugged in starts by itself: demo 1\.1\.0/),
  'lanes-writing': says('Bench: eight under way', /kB\/s/),
  'lanes-mixed': says('Bench: every outcome', /Fail: back on 1\.0\.0/),
  'lanes-in-line': says('Bench: more than eight', /In line, number 3/),
  'lanes-paused': says('Bench: paused', /Paused at [34]\d %/),
  'lanes-rebuilt': says('Bench: another build of one version', /1\.1\.0 \(build /),
  'lanes-results': says('Bench: results', /Save as CSV/),
  'lanes-stop': says('Bench: stop every lane?', /Stop every lane\?/),
  'lanes-passed': says('Bench: all passed', /^Do it all again$/m),
} as const;

const bluetooth = {
  'bluetooth-known': says('Bluetooth: known devices', /Known over Bluetooth/),
  'bluetooth-explain': says('Bluetooth: before the list', /^Stand within 5 metres/),
  'bluetooth-empty-list': says('Bluetooth: nothing chosen', /^No device was chosen/),
  'bluetooth-off': says('Bluetooth: off', /^Bluetooth is off/),
  'bluetooth-forbidden': says('Bluetooth: not allowed', /^This page may not use Bluetooth/),
  'bluetooth-framed': says(
    'Bluetooth: inside another page',
    /Slipway is shown inside another page/,
  ),
  'bluetooth-iphone': says('Bluetooth: on an iPhone', /^On an iPhone, only the Bluefy browser/),
  'bluetooth-firefox': says('Bluetooth: in Firefox', /^Firefox cannot reach/),
  'bluetooth-linux': says(
    'Bluetooth: Chrome on Linux',
    /^Bluetooth is disabled by default in Chrome/,
  ),
  'bluetooth-old-grant': says('Bluetooth: an older permission', /keeps an older permission/),
  'bluetooth-held': says('Bluetooth: another app has it', /^Another app is connected/),
  'bluetooth-rpc-off': says('Bluetooth: no update service', /offers no RPC over Bluetooth/),
  'bluetooth-out-of-reach': says('Bluetooth: out of reach', /cannot be reached/),
  'bluetooth-switched-off': says('Bluetooth: the device left it', /switched its Bluetooth off/),
  'bluetooth-connecting': says('Bluetooth: connecting', /^Connecting to/),
  'bluetooth-ready': says('Bluetooth: ready', /^Ready to update Pump house/),
  'bluetooth-writing-begin': says('Bluetooth: first seconds', /^Writing 2\.0\.0 to slot B/),
  'bluetooth-writing': says('Bluetooth: writing', /Bluetooth is slow here/),
  'bluetooth-paused': says('Bluetooth: paused by you', /^Paused at 3\d %/),
  'bluetooth-lost': says('Bluetooth: out of reach, writing', /^Out of reach at 3\d %/),
  'bluetooth-lost-long': says('Bluetooth: out of reach for long', /Step closer, or wake/),
  'bluetooth-lost-held': says('Bluetooth: taken by another app', /^Another app took the device/),
  'bluetooth-lost-off': says('Bluetooth: switched off here, writing', /^Bluetooth was turned off/),
  'bluetooth-lost-switched-off': says(
    'Bluetooth: the device left it, writing',
    /^The device switched Bluetooth off/,
  ),
  'bluetooth-went-on': says('Bluetooth: went on', /^Went on at/m),
  'bluetooth-restarting': says('Bluetooth: restarting', /^Restarting into 1\.1\.0/),
  'bluetooth-late': says('Bluetooth: late', /^It has not come back yet/),
  'bluetooth-trial': says('Bluetooth: on trial', /^1\.1\.0 is running\. Keep it\?/),
  'bluetooth-done': says('Bluetooth: done', /^Pump house runs 1\.1\.0$/),
  'bluetooth-went-back': says('Bluetooth: went back', /^Pump house is back on 1\.0\.0/),
  'bluetooth-console': says('Bluetooth: console', /there is no device log/),
  'bluetooth-link': says('Bluetooth: why this speed', /Bluetooth link answers slowly/),
} as const;

const network = {
  'network-address': says('Network: the address', /^Enter the address of the device$/),
  'network-asks': says('Network: the browser will ask', /may ask for access to the local network/),
  'network-wrong': says('Network: no address', /This is no address\./),
  'network-known': says('Network: known addresses', /Known in the network/),
  'network-connecting': says('Network: connecting', /^Connecting to the device at 192\.168\.1\.7/),
  'network-nobody': says('Network: nothing there', /^Nothing answers at ws:/),
  'network-other': says('Network: something else there', /^Something answers at ws:/),
  'network-password': says('Network: a password', /asks for a password\.$/),
  'network-certificate': says('Network: a certificate', /does not trust the device’s certificate/),
  'network-denied': says('Network: no permission', /no permission for the local network/),
  'network-mixed': says('Network: from an https page', /does not let this page open ws:/),
  'network-device': says('Network: device only', /^Pump house runs 1\.0\.0\. Choose a firmware\./),
  'network-http': says('Network: HTTP took over', /^Connected over HTTP: this browser could not/m),
  'network-http-done': says('Network: done, HTTP took over', /^Connected over HTTP: this browser/m),
  'network-writing': says('Network: writing', /^Writing 2\.0\.0 to slot B/),
  'network-lost': says('Network: lost, writing', /^The connection was lost at 3\d %/),
  'network-done': says('Network: done', /^Pump house runs 2\.0\.0$/),
} as const;

export const STATES = {
  ...update,
  ...next,
  ...signature,
  ...panels,
  ...cable,
  ...bluetooth,
  ...network,
  ...batch,
  ...emulator,
} as const;
export type StateName = keyof typeof STATES;

export const stateNames = (Object.keys(STATES) as StateName[]).filter((name) => name in STATES);

/** States of the design that the product cannot be brought to yet. */
export const NOT_BUILT: readonly string[] = [
  'slow, with its own tag and reason',
  'seen before (second visit)',
];
