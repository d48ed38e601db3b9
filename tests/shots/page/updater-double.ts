import { createSnapshotsDouble } from './snapshots-double.ts';
import { createChecksDouble } from './checks-double.ts';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { judgeSignature } from '../../../src/bundle/verify-signature.ts';
import { parseTrust } from '../../../src/contracts/signature-trust.ts';
import { NO_TRUST, type JudgedSignature } from '../../../src/contracts/signature.ts';
import {
  openFolder,
  openOrRepair,
  type OpenedBundle,
} from '../../../src/bundle/repair/open-or-repair.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { Link } from '../../../src/contracts/link.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';
import { bundleReportOf, compare } from '../../../src/workers/updater/bundle-report.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { callDevice } from '../../../src/workers/updater/call-device.ts';
import { DeviceAccess } from '../../../src/workers/updater/device-access.ts';
import { readPublicKey } from '../../../src/workers/updater/public-key.ts';
import { readQrCode } from '../../../src/workers/updater/read-qr-code.ts';
import { firmwareRoute } from '../../../src/workers/updater/firmware-route.ts';
import { LinkLog } from '../../../src/workers/updater/link-log.ts';
import {
  compareContents,
  readForRehearsal,
  compareWithChosen,
  compareWithFile,
  createContents,
} from '../../../src/workers/updater/compare-kept.ts';
import {
  changeSettings,
  dropFile,
  fileOf,
  filesOf,
  putFile,
  settingsOf,
} from '../../../src/workers/updater/manage-device.ts';
import type { ManageOptions } from '../../../src/workers/updater/manage-device.ts';
import { UpdateRun } from '../../../src/workers/updater/update-run.ts';
import { outcomeOf, useApi } from '../../../src/workers/comlink/calls.ts';
import { transferLink } from '../../../src/workers/comlink/links.ts';
import type { LinkSource } from '../../../src/workers/comlink/links.ts';
import type { FleetDouble } from './fleet-double.ts';
import type { Held } from './held.ts';
import type { HistoryDouble } from './history-double.ts';
import type { JournalsDouble } from './journals-double.ts';
import { noRollOut } from './roll-out-double.ts';
import type { PlacesDouble } from './places-double.ts';

const never = new Promise<never>(() => undefined);

export interface UpdaterDoubleOptions {
  readonly connect: () => Link;
  readonly held: Held;
  readonly places: PlacesDouble;
  readonly fleet: FleetDouble;
  readonly journals: JournalsDouble;
  readonly history: HistoryDouble;
  /** What a real device is known by; null = it is the practice device. */
  readonly named: () => { readonly key: string; readonly name: string } | null;
}

/** The updater without its thread: the product's own parts, called from the page itself. */
export function createUpdater({
  connect,
  held,
  places,
  fleet,
  journals,
  history,
  named,
}: UpdaterDoubleOptions): UpdaterClient {
  const wall = (): number => Date.now();
  const now = (): number => realClock.now();
  const linkLog = new LinkLog({ wall, now });
  const device = new DeviceAccess(linkLog.record);
  device.use({ openLink: () => transferLink(connect) }, never);
  let bundle: Bundle | null = null;
  let kept: OpenedBundle | null = null;
  let signature: JudgedSignature | undefined;
  let trusted = NO_TRUST;
  let updating: UpdateRun | null = null;
  const signal = new AbortController().signal;
  const contents = createContents();
  journals.takeAway = () => updating?.handOver();

  const theBundle = (id: string): Bundle => {
    if (bundle?.sha256 !== id) throw new OtaError('file/replaced', { file: id });
    return bundle;
  };
  const keep = async (opened: OpenedBundle) => {
    bundle = opened.bundle;
    kept = opened;
    signature = await judgeSignature(opened, trusted);
    return bundleReportOf(bundle, { mended: opened.mended, signature: signature.verdict });
  };
  const callOnce = (method: 'OTA.Commit' | 'OTA.Revert' | 'OTA.End') =>
    outcomeOf(async () => {
      await device.withClient(signal, (client) => client.call(method, null, { signal }));
      return null;
    });
  const done = (work: () => void) =>
    outcomeOf(() => {
      work();
      return null;
    });

  const checks = createChecksDouble((work) => manage(work));

  const snapshots = createSnapshotsDouble((work) => manage(work));

  const manage = <T>(work: (options: ManageOptions) => Promise<T>) =>
    held.pass('manage', () => outcomeOf(() => work({ device, signal })));

  return {
    died: never,
    terminate: () => undefined,
    useLinks: (source) => done(() => device.use(useApi<LinkSource>(source, never), never)),
    // The bytes take the world's own wire.
    useAddress: () => done(() => undefined),
    signIn: () => done(() => undefined),
    ...places.api,
    ...noRollOut,
    ...fleet.api,
    ...journals.api,
    ...history.api,
    planFirmwareRoute: (files, report, measured = null) =>
      held.pass('openBundle', () =>
        outcomeOf(() => {
          const { isPractice, lastLink } = device;
          const asked = { device: report, measured, trusted, isPractice, lastLink, signal };
          return firmwareRoute(files, asked);
        }),
      ),
    keepRoute: () => done(() => undefined),
    keptRoutes: () => outcomeOf(() => journals.routes),
    forgetRoute: () => done(() => undefined),
    openBundle: (file, fileName, pick = null) =>
      held.pass('openBundle', () =>
        outcomeOf(async () => keep(await openOrRepair(file, { fileName, signal, pick }))),
      ),
    openFolder: (files, fileName, pick = null) =>
      held.pass('openBundle', () =>
        outcomeOf(async () => keep(await openFolder(files, { fileName, signal, pick }))),
      ),
    publicKey: (text) => outcomeOf(() => readPublicKey(text)),
    readCode: (picture, search) => outcomeOf(() => readQrCode(picture, search)),
    trust: (text) =>
      outcomeOf(async () => {
        trusted = parseTrust(text);
        signature = kept === null ? undefined : await judgeSignature(kept, trusted);
        return signature?.verdict ?? null;
      }),
    checkedCopy: (id) => outcomeOf(() => new Blob([Uint8Array.from(theBundle(id).bytes)])),
    watchDevice: (onEvent) => done(() => held.watch(onEvent)),
    lookForDevice: () => done(() => undefined),
    askDevice: () =>
      held.pass('askDevice', () =>
        outcomeOf(async () => ({ ...(await device.ask(signal)), ...named() })),
      ),
    stopAsking: () => done(() => undefined),
    compare: (id, report) =>
      held.pass('compare', () =>
        outcomeOf(() => {
          const { isPractice, lastLink } = device;
          return compare(theBundle(id), report, { isPractice, lastLink, signature });
        }),
      ),
    update: (order, onEvent) =>
      held.result(
        outcomeOf(() => {
          updating = new UpdateRun(
            { bundle: theBundle(order.bundleId), signature },
            device,
            checks.kept,
            snapshots.reader,
          );
          return updating.run(order, null, (event) => held.hear(event, onEvent));
        }),
      ),
    pause: () => done(() => updating?.pause()),
    goOn: () => done(() => updating?.goOn()),
    cancel: () => done(() => updating?.cancel()),
    decide: (decision) => done(() => updating?.decide(decision)),
    check: () => done(() => updating?.check()),
    recording: (build) => outcomeOf(() => updating?.recording(build) ?? null),
    setTimeFactor: (factor) => done(() => updating?.setTimeFactor(factor)),
    settle: (decision) => callOnce(decision === 'keep' ? 'OTA.Commit' : 'OTA.Revert'),
    discard: () => callOnce('OTA.End'),
    seenDevices: () => outcomeOf(() => []),
    nameDevice: () => outcomeOf(() => null),
    updatesOf: () => outcomeOf(() => []),
    bluetoothSettings: () => outcomeOf(() => []),
    linkLog: (after) => outcomeOf(() => linkLog.batch(after)),
    openFrame: (seq) =>
      outcomeOf(() =>
        linkLog.open(seq, async (offset, bytes) => {
          return bundle?.bytes.subarray(offset, offset + bytes) ?? null;
        }),
      ),
    deviceSettings: (which) => manage((options) => settingsOf(which, options)),
    changeSettings: (changes, restart) =>
      manage((options) => changeSettings(changes, { ...options, restart, clock: realClock })),
    deviceFiles: () => manage(filesOf),
    readDeviceFile: (name, tell) => manage((options) => fileOf(name, { ...options, tell })),
    putDeviceFile: (name, bytes, tell) =>
      manage((options) => putFile({ name, bytes }, { ...options, tell })),
    removeDeviceFile: (name) => manage((options) => dropFile(name, options)),
    stopManaging: () => done(() => undefined),
    ...checks.api,
    compareWith: (id, file, fileName, pick = null) =>
      outcomeOf(() => compareWithFile(theBundle(id), file, { fileName, signal, pick })),
    compareWithDevice: (id) => manage((options) => compareWithChosen(theBundle(id), options)),
    compareContents: (id, which, tell) => {
      if (which === 'all') contents.forget();
      return manage((options) => compareContents(theBundle(id), { ...options, contents, tell }));
    },
    readForRehearsal: (tell) =>
      manage((options) => readForRehearsal({ ...options, device, contents, tell })),
    stopComparing: () => done(() => undefined),
    ...snapshots.api,
    callDevice: (method, params) =>
      outcomeOf(() =>
        callDevice({ method, params }, { signal, device, update: updating, wall, now }),
      ),
  };
}
