/**
 * The update's thread: it keeps the checked bundle, opens links to the chosen device and runs the push
 * procedure. The window asks and shows; it holds nothing that an update needs to go on.
 */
import type { Bundle } from '../bundle/bundle.ts';
import { parseTrust } from '../contracts/signature-trust.ts';
import { NO_TRUST, type JudgedSignature, type SignatureTrust } from '../contracts/signature.ts';
import type { OpenedBundle } from '../bundle/repair/open-or-repair.ts';
import { OtaError, toFailure } from '../contracts/failure.ts';
import type { UpdateEvent, UpdateResult } from '../update/events.ts';
import type {
  BundleReport,
  DeviceKey,
  DeviceReport,
  TrialDecision,
  UpdateOrder,
  UpdaterApi,
} from './api.ts';
import { realClock } from '../contracts/clock.ts';
import { randomHex } from '../contracts/random-hex.ts';
import { browserName, KnownDevices } from './updater/known-devices.ts';
import { bundleReportOf, compare } from './updater/bundle-report.ts';
import { callDevice } from './updater/call-device.ts';
import type { Mended } from '../contracts/mended.ts';
import type { TransferProgress } from '../contracts/managed-device.ts';
import { DeviceAccess } from './updater/device-access.ts';
import { LinkLog } from './updater/link-log.ts';
import { createFleetService } from './updater/fleet-service.ts';
import { createHistoryService } from './updater/history-service.ts';
import { createJournalService } from './updater/journal-service.ts';
import { createNetworkService } from './updater/network-service.ts';
import { createRollOutService } from './updater/roll-out-service.ts';
import { createRouteService } from './updater/route-service.ts';
import type { KeptContents } from '../manage/kept-contents.ts';
import type { ManageOptions } from './updater/manage-device.ts';
import { newestOnly } from './updater/newest-only.ts';
import type { Newest } from './updater/newest-only.ts';
import { Presence } from './updater/presence.ts';
import { createSnapshotService } from './updater/snapshot-service.ts';
import { SignIns } from './updater/sign-ins.ts';
import { UpdateRun } from './updater/update-run.ts';
import { offerApi, outcomeOf, useApi, diesWith, holdLife } from './comlink/calls.ts';
import type { LinkSource } from './comlink/links.ts';

/** Links whose owner lives as long as this thread. */
const never = new Promise<never>(() => undefined);

const wall = (): number => Date.now();
const linkLog = new LinkLog({ wall, now: () => realClock.now() });
const known = new KnownDevices(wall, browserName(navigator.userAgent), (record) =>
  linkLog.noteDamaged(record),
);
const device = new DeviceAccess(linkLog.record, known);
const signIns = new SignIns(known);
device.signIn = () => signIns.device;
device.secrets = () => signIns.secrets;
const network = createNetworkService({ known, signIns, wall });
const journals = createJournalService({ known, wall });
const history = createHistoryService({ known, wall });
const { files } = journals;
const routes = createRouteService({ known, files, device, trusted: () => trusted });
const { browser, system } = browserName(navigator.userAgent);
const rollOuts = createRollOutService({
  ...{ known, history, trusted: () => trusted, wall },
  // Two tabs of one browser are two.
  browser: `${browser} ${system} ${randomHex(2)}`,
});
const fleet = createFleetService({ known, signIns, wall, places: () => network.api.places() });
let bundle: Bundle | null = null;
/** Of that one. */
let keptMended: readonly Mended[] = [];
/** Who signed it. */
let signature: JudgedSignature | undefined;
let trusted: SignatureTrust = NO_TRUST;
let updating: UpdateRun | null = null;
/** The last one: what is recorded of it can be saved. */
let lastRun: UpdateRun | null = null;
let tellPresence: MessagePort | null = null;
/** What was read of the files of the chosen device. */
let contents: KeptContents | null = null;
const presence = new Presence({
  clock: realClock,
  device,
  tell: (latest) => tellPresence?.postMessage(latest),
});
type Explain = (error: OtaError, signal: AbortSignal) => OtaError | Promise<OtaError>;
const asItIs: Explain = (error) => error;
/** Looks why the place that a person has just chosen cannot be reached. */
let explain = asItIs;
/** Of the device that is watched; null = none is. */
let watched: DeviceReport | null = null;
const opening = newestOnly();
const calling = newestOnly();
const asking = newestOnly();
const managing = newestOnly();
const comparing = { file: newestOnly(), device: newestOnly() };

function theBundle(id: string): Bundle {
  if (bundle?.sha256 !== id) throw new OtaError('file/replaced', { file: id });
  return bundle;
}

/** What opens a file is fetched with the first one. */
const loadOpeners = () => import('../bundle/repair/open-or-repair.ts');

/** What verifies signatures, too. */
const loadVerifier = () => import('../bundle/verify-signature.ts');

async function openGiven(
  fileName: string,
  open: (
    openers: Awaited<ReturnType<typeof loadOpeners>>,
    options: { readonly fileName: string; readonly signal: AbortSignal },
  ) => Promise<OpenedBundle>,
): Promise<BundleReport> {
  const signal = opening.begin();
  bundle = null;
  const opened = await open(await loadOpeners(), { fileName, signal });
  const { judgeSignature } = await loadVerifier();
  const judged = await judgeSignature(opened, trusted);
  signal.throwIfAborted();
  bundle = opened.bundle;
  keptMended = opened.mended;
  signature = judged;
  return bundleReportOf(bundle, { mended: opened.mended, signature: judged.verdict });
}

/** Nobody uses the way any more, and no device is chosen. */
async function leaveDevice(): Promise<void> {
  asking.stop();
  managing.stop();
  settings.stop();
  comparing.device.stop();
  presence.end();
  watched = null;
  await device.letGo();
}

/** A device that answered before and cannot be reached now; one that refuses is there. */
function seek(error: OtaError): void {
  if (watched === null) return;
  if (error.code.startsWith('link/') || error.code === 'rpc/timeout')
    presence.seek(watched, toFailure(error));
}

/** Asks, and watches what answered. What answered before and does not now is looked for. */
async function ask(expected: DeviceKey | null = null): Promise<DeviceReport> {
  const signal = asking.begin();
  const { address } = signIns;
  presence.end();
  try {
    const report = await device.ask(signal, expected);
    watched = device.held === null ? null : report;
    await network.note(address, report.info);
    if (watched !== null) presence.begin(report);
    return report;
  } catch (reason) {
    const error = OtaError.from(reason);
    seek(error);
    throw expected === null ? await explain(error, signal) : error;
  }
}

const keptChecks = async (app: string) => (await loadChecks()).keptChecks(known, app);

async function update(order: UpdateOrder, events: MessagePort): Promise<UpdateResult> {
  try {
    if (updating !== null) throw new OtaError('device/busy', { state: 1, percent: 0 });
    const checked = theBundle(order.bundleId);
    contents?.forget();
    presence.end();
    asking.stop(); // what is still asked must not hold the port that the update needs
    managing.stop();
    settings.stop();
    comparing.file.stop();
    comparing.device.stop();
    const firmware = { bundle: checked, signature };
    const session = new UpdateRun(firmware, device, keptChecks, settings.reader);
    updating = session;
    lastRun = session;
    const tell = (latest: UpdateEvent): void => events.postMessage(latest);
    // A chunk of its own: most visits begin by looking at a device or a file.
    const { runAlone } = await import('./updater/run-alone.ts');
    return await runAlone({ order, session, firmware, tell }, { known, journals, history, device });
  } finally {
    updating = null;
    events.postMessage(null);
  }
}

/** From the file that is chosen now. */
const readBlock = (offset: number, bytes: number): Promise<Uint8Array | null> =>
  Promise.resolve(bundle?.bytes.subarray(offset, offset + bytes) ?? null);

const SETTLING = { keep: 'OTA.Commit', 'go-back': 'OTA.Revert' } as const;

const callOnce = (method: 'OTA.Commit' | 'OTA.Revert' | 'OTA.End') =>
  outcomeOf(async () => {
    const signal = asking.begin();
    presence.end(); // it is asked anew after this
    try {
      await device.withAsked(signal, (client) => client.call(method, null, { signal }));
    } catch (reason) {
      seek(OtaError.from(reason));
      throw reason;
    }
    return null;
  });

const done = (work: () => void) =>
  outcomeOf(() => {
    work();
    return null;
  });

const loadManager = () => import('./updater/manage-device.ts');
const loadChecks = () => import('./updater/product-checks.ts');
const loadComparison = () => import('./updater/compare-kept.ts');

/** Beside the watch of the device and never beside an update. */
const beside = <T>(question: Newest, work: (options: ManageOptions) => Promise<T>) =>
  outcomeOf(() => {
    if (updating !== null) throw new OtaError('device/busy', { state: 1, percent: 0 });
    const signal = question.begin();
    return presence.aside(() => work({ device, signal }));
  });

/** Settings and files. */
const manage = <T>(
  work: (manager: Awaited<ReturnType<typeof loadManager>>, options: ManageOptions) => Promise<T>,
) => beside(managing, async (options) => work(await loadManager(), options));

/** What changes files: settings are some of them. */
const change: typeof manage = (work) => {
  contents?.forget();
  return manage(work);
};

const settings = createSnapshotService({ known, wall }, beside);

const tellTo =
  (port: MessagePort) =>
  (progress: TransferProgress): void =>
    port.postMessage(progress);

const api: UpdaterApi = {
  hello: (lifeLock) => outcomeOf(() => holdLife(lifeLock)),
  useLinks: (source, lifeLock) =>
    done(() => {
      presence.end();
      watched = null;
      explain = asItIs;
      signIns.choose(null);
      const died = lifeLock === null ? never : diesWith(lifeLock, 'device');
      device.use(useApi<LinkSource>(source, died), died, { ofWindow: lifeLock === null });
    }),
  useAddress: (address) =>
    done(() => {
      presence.end();
      watched = null;
      const loaded = () => import('./updater/network-link.ts');
      const place = { address };
      signIns.choose(address);
      device.useOpener(async (options) => {
        await signIns.load();
        return (await loaded()).openNetworkLink(place, { ...options, signIns });
      });
      explain = async (error, signal) => (await loaded()).explainHere(error, signal);
    }),
  signIn: (order) =>
    outcomeOf(async () => {
      if (order.place === undefined) await leaveDevice(); // the next link is opened so
      await signIns.give(order);
      return null;
    }),
  ...network.api,
  ...rollOuts,
  ...fleet,
  ...journals.api,
  ...settings.api,
  ...history.api,
  ...routes,
  openBundle: (file, fileName, pick = null) =>
    outcomeOf(() =>
      openGiven(fileName, ({ openOrRepair }, options) => openOrRepair(file, { ...options, pick })),
    ),
  trust: (text) =>
    outcomeOf(async () => {
      const trust = parseTrust(text);
      trusted = trust;
      const kept = bundle;
      if (kept === null) return null;
      const { judgeSignature } = await loadVerifier();
      const judged = await judgeSignature({ bundle: kept, mended: keptMended }, trust);
      if (bundle === kept && trusted === trust) signature = judged;
      return judged.verdict;
    }),
  openFolder: (files, name, pick = null) =>
    outcomeOf(() =>
      openGiven(name, ({ openFolder }, options) => openFolder(files, { ...options, pick })),
    ),
  publicKey: (text) =>
    outcomeOf(async () => (await import('./updater/public-key.ts')).readPublicKey(text)),
  readCode: (picture, search) =>
    outcomeOf(async () => (await import('./updater/read-qr-code.ts')).readQrCode(picture, search)),
  checkedCopy: (bundleId) => outcomeOf(() => new Blob([theBundle(bundleId).bytes.slice()])), // a Blob takes bytes of its own only
  watchDevice: (latest) =>
    done(() => {
      tellPresence = latest;
      device.keepsLinks = true;
    }),
  lookForDevice: () => done(() => presence.lookNow()),
  askDevice: (expected) => outcomeOf(() => ask(expected)),
  stopAsking: () =>
    outcomeOf(async () => {
      await leaveDevice();
      return null;
    }),
  compare: (bundleId, report, measured) =>
    outcomeOf(() => {
      const { isPractice, lastLink } = device;
      return compare(theBundle(bundleId), report, {
        ...{ isPractice, lastLink, measured, signature },
      });
    }),
  update: (order, events) => outcomeOf(() => update(order, events)),
  pause: () => done(() => updating?.pause()),
  goOn: () => done(() => updating?.goOn()),
  cancel: () => done(() => updating?.cancel()),
  setTimeFactor: (factor) => done(() => updating?.setTimeFactor(factor)),
  decide: (decision: TrialDecision) => done(() => updating?.decide(decision)),
  check: () => done(() => updating?.check()),
  recording: (build) => outcomeOf(() => lastRun?.recording(build) ?? null),
  settle: (decision) => callOnce(SETTLING[decision]),
  discard: () => callOnce('OTA.End'),
  seenDevices: () => known.seenDevices(),
  nameDevice: (key, name) => known.nameDevice(key, name),
  updatesOf: (key) => known.updatesOf(key),
  bluetoothSettings: () => known.bluetoothSettings(),
  linkLog: (after) => outcomeOf(() => linkLog.batch(after)),
  openFrame: (seq) => outcomeOf(() => linkLog.open(seq, readBlock)),
  deviceSettings: (which) => manage(({ settingsOf }, options) => settingsOf(which, options)),
  changeSettings: (changes, restart) =>
    change(({ changeSettings }, options) =>
      changeSettings(changes, { ...options, restart, clock: realClock }),
    ),
  deviceFiles: () => manage(({ filesOf }, options) => filesOf(options)),
  readDeviceFile: (name, port) =>
    manage(({ fileOf }, options) => fileOf(name, { ...options, tell: tellTo(port) })),
  putDeviceFile: (name, bytes, port) =>
    change(({ putFile }, options) => putFile({ name, bytes }, { ...options, tell: tellTo(port) })),
  removeDeviceFile: (name) => change(({ dropFile }, options) => dropFile(name, options)),
  productChecks: (app) => outcomeOf(() => keptChecks(app)),
  setProductChecks: (app, checks) =>
    outcomeOf(async () => (await loadChecks()).setChecks(known, app, checks)),
  readChecksFile: (file) => outcomeOf(async () => (await loadChecks()).readChecksFile(file)),
  checksFile: (app, checks) =>
    outcomeOf(async () => (await loadChecks()).asChecksFile(app, checks)),
  tryCheck: (check) =>
    beside(managing, async (options) => (await loadChecks()).tryCheck(check, options)),
  stopManaging: () => done(() => managing.stop()),
  compareWith: (bundleId, file, fileName, pick = null) =>
    beside(comparing.file, async ({ signal }) => {
      const kept = theBundle(bundleId);
      const { compareWithFile } = await loadComparison();
      return compareWithFile(kept, file, { fileName, signal, pick });
    }),
  compareWithDevice: (bundleId) =>
    beside(comparing.device, async (options) => {
      const kept = theBundle(bundleId);
      return (await loadComparison()).compareWithChosen(kept, options);
    }),
  compareContents: (bundleId, which, port) =>
    beside(comparing.device, async (options) => {
      const kept = theBundle(bundleId);
      const { compareContents, createContents } = await loadComparison();
      contents ??= createContents();
      if (which === 'all') contents.forget();
      return compareContents(kept, { ...options, contents, tell: tellTo(port) });
    }),
  readForRehearsal: (port) =>
    beside(comparing.device, async (options) => {
      const { createContents, readForRehearsal } = await loadComparison();
      contents ??= createContents();
      return readForRehearsal({ ...options, device, contents, tell: tellTo(port) });
    }),
  stopComparing: () => done(() => comparing.device.stop()),
  callDevice: (method, params) =>
    outcomeOf(() =>
      presence.aside(() =>
        callDevice(
          { method, params },
          { signal: calling.begin(), device, update: updating, wall, now: () => realClock.now() },
        ),
      ),
    ),
};

offerApi(api, globalThis);
