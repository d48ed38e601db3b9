/** The states of a session in which an update can be interrupted, and how each is brought about and held. */
import type { HeldDevice, SeenRequest } from './held-device.ts';
import type { Visit } from '../visit.ts';

export const STATES = [
  'file and device chosen',
  'asking the device',
  'reading its files',
  'beginning',
  'erasing',
  'half written',
  'paused',
  'installing',
  'restarting',
  'on trial',
  'keeping',
  'kept',
] as const;
export type State = (typeof STATES)[number];

/** What the next page knows: nothing where nothing of the device was known yet, or where nothing is left to do. */
export const isOffered = (state: State): boolean =>
  state !== 'file and device chosen' && state !== 'asking the device' && state !== 'kept';

/** Something is under way: a page that is left leaves a job behind. */
export const isRunning = (state: State): boolean =>
  state !== 'file and device chosen' && state !== 'kept';

export const FROM = '1.0.0';
export const TO = '1.1.0';
const FILE = 'demo-esp32-1.1.0.zip';
/** Of its 173,873 bytes. */
const HALF = 80_000;

type Held = Extract<
  State,
  | 'asking the device'
  | 'reading its files'
  | 'beginning'
  | 'erasing'
  | 'half written'
  | 'installing'
>;

/** The reply that is held back. */
const REPLY_TO: Readonly<Record<Held, (request: SeenRequest) => boolean>> = {
  'asking the device': ({ method }) => method === 'Sys.GetInfo',
  'reading its files': ({ method }) => method.startsWith('FS.'),
  beginning: ({ method }) => method === 'OTA.Begin',
  erasing: ({ method }) => method === 'OTA.Write',
  'half written': ({ method, offset }) => method === 'OTA.Write' && (offset ?? 0) >= HALF,
  installing: ({ method }) => method === 'OTA.End',
};

const isHeld = (state: State): state is Held => state in REPLY_TO;

/** From the first page to file and device, which fit. */
export async function choose(visit: Visit, device: HeldDevice): Promise<void> {
  await visit.button(/^Network/).click();
  const field = visit.page.getByRole('textbox', { name: 'Address' });
  await field.fill(device.host);
  await field.press('Enter');
  await visit.headlineSays(new RegExp(`^${device.id} runs 1\\.0\\.0\\. Choose a firmware\\.`));
  await visit.chooseFile(FILE);
  await visit.headlineSays(new RegExp(`^Ready to update ${device.id}`));
}

/** On from there; the state lasts until the device is released. */
export async function reach(state: State, visit: Visit, device: HeldDevice): Promise<void> {
  if (state === 'file and device chosen') return;
  const held = isHeld(state) ? device.hold(REPLY_TO[state]) : null;
  const half = state === 'paused' ? device.hold(REPLY_TO['half written']) : null;
  if (state === 'restarting') device.shutAfter('OTA.End');
  await visit.button(`Update to ${TO}`).click();
  await held;
  if (half !== null) {
    await half;
    await visit.button('Pause').click();
    device.release();
    await visit.headlineSays(/^Paused at/);
  }
  if (state === 'restarting') {
    while (!device.isShut) await visit.page.waitForTimeout(20);
    await visit.headlineSays(/^Restarting/);
  }
  if (state !== 'on trial' && state !== 'keeping' && state !== 'kept') return;
  await visit.headlineSays(/^1\.1\.0 is running\. Keep it\?/);
  if (state === 'on trial') return;
  const keeps = state === 'keeping' ? device.hold(({ method }) => method === 'OTA.Commit') : null;
  await visit.button(`Keep ${TO}`).click();
  await keeps;
  if (state === 'kept') await visit.headlineSays(new RegExp(`^${device.id} runs 1\\.1\\.0$`));
}
