/** What the window may ask of the workers, and what they answer. Plain data only: see comlink/calls.ts. */
import type { FileEntry, FileSurvey } from '../bundle/predict-merge.ts';
import type { BluetoothSettings } from '../contracts/bluetooth.ts';
import type { BundleReport } from '../contracts/bundle-report.ts';
import type { DeliveryOrder } from '../contracts/delivery-order.ts';
import type { FaultName } from '../contracts/device-faults.ts';
import type { ExpectedTime, MeasuredTimes } from '../contracts/expected-time.ts';
import type { Failure, Outcome } from '../contracts/failure.ts';
import type { FirmwareRoute } from '../contracts/firmware-route.ts';
import type { BootSafety, FlashPicture } from '../contracts/flash-picture.ts';
import type { FolderFile } from '../contracts/given-firmware.ts';
import type { RedRule } from '../contracts/product-check.ts';
import type { PinnedKey } from '../contracts/signature-trust.ts';
import type { SignatureSettings, SignatureVerdict } from '../contracts/signature.ts';
import type { ChipPlace } from '../emulator/chip-layout.ts';
import type { CellFacts } from '../emulator/chip-picture.ts';
import type { EmulatorSnapshot } from '../emulator/create-emulator.ts';
import type { SlotFiles } from '../emulator/file-watch.ts';
import type { LogEntry } from '../emulator/operation-log.ts';
import type { SeenDevice, UpdateRecord } from '../store/schema.ts';
import type { DeviceView } from '../update/ask-device.ts';
import type { TrialDecision } from '../update/commit.ts';
import type { Finding, ForceName, UpdateResult } from '../update/events.ts';
import type { Greeted } from './comlink/calls.ts';
import type {
  CompareApi,
  ConsoleApi,
  ManageApi,
  ProductChecksApi,
  SignInApi,
  SnapshotApi,
} from './device-api.ts';
import type { FleetApi } from './fleet-api.ts';
import type { HistoryApi } from './history-api.ts';
import type { JournalApi, JournalReach } from './journal-api.ts';
import type { BrokerApi, PlacesApi, ScanApi } from './network-api.ts';
import type { RecordingApi } from './recording-api.ts';
import type { RollOutApi } from './roll-out-api.ts';
import type { RouteApi } from './route-api.ts';

export type { FileEntry, FileSurvey, MergePrediction } from '../bundle/predict-merge.ts';
export type { BundleReport, PartReport } from '../contracts/bundle-report.ts';
export type { ChipPlace } from '../emulator/chip-layout.ts';
export type { CellFacts } from '../emulator/chip-picture.ts';
export type { EmulatorSnapshot } from '../emulator/create-emulator.ts';
export type { LogEntry, LoggedEvent } from '../emulator/operation-log.ts';
export type { DeviceRecord, SkipReason } from '../fleet/device-record.ts';
export type { FailureLimit, FleetDevice, WaitBefore, WaveSize } from '../fleet/plan.ts';
export type { KnownFirmware, PlanSummary } from '../fleet/plan-summary.ts';
export type { QuietHours } from '../fleet/quiet-hours.ts';
export type { RollOutControl, RollOutState } from '../fleet/roll-out.ts';
export type { SeenDevice, UpdateRecord } from '../store/schema.ts';
export type { MadeRecording, OpenedRecording, ReplayStep, ShownFrame } from './recording-api.ts';
export type { RehearsalApi, RehearsalOrder } from './rehearsal-api.ts';
export type {
  DeniedPlaces,
  JoinAnswer,
  KeptPlace,
  KeptPlan,
  KeptRole,
  KeptStanding,
  RollOutEnd,
  RollOutNews,
  RollOutFile,
  RollOutOrder,
  RollOutRow,
  RollOutSignIn,
  RollOutSummary,
} from './roll-out-api.ts';
export type {
  InterruptedUpdate,
  JournalApi,
  JournalReach,
  Keeping,
  Reconciliation,
} from './journal-api.ts';
export type {
  CheckedReceipt,
  HistoryApi,
  PastMethod,
  PastResult,
  PastUpdate,
  Receipt,
  SealedReceipt,
  UpdateHistory,
} from './history-api.ts';
export type { TrialDecision } from '../update/commit.ts';
export type {
  Finding,
  ForceName,
  HealthCheck,
  PauseReason,
  Phase,
  Running,
  StartOverReason,
  UpdateEvent,
  UpdateFigures,
  UpdateResult,
} from '../update/events.ts';

/** A picture as a canvas has it: four bytes for each pixel, of which the last one (alpha) is not looked at. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** Which device it is: the MAC, which no update changes; the id where a firmware tells no MAC. */
export type DeviceKey = Pick<DeviceView['info'], 'mac' | 'id'>;

/** What the device says of itself. */
export interface DeviceReport extends DeviceView {
  /** What its boot loader survives: of the scheme it names, else of its platform's stock one. */
  readonly safety: BootSafety;
  /** RPC.List; null where the device does not tell. */
  readonly methods: readonly string[] | null;
  /** FS.ListExt; null where the device does not tell. */
  readonly files: readonly FileEntry[] | null;
  /** What its settings say of signatures; null or left out where the device does not tell. */
  readonly signatures?: SignatureSettings | null;
  /** What to call a real device: the name people gave it, else its own id. */
  readonly name?: string;
  /** SeenDevice.key of a real device. */
  readonly key?: string;
  /** The label of the link it answered over. */
  readonly place?: string;
}

export interface Comparison {
  /** What speaks against it; empty = nothing. */
  readonly findings: readonly Finding[];
  /** null: the bundle brings no filesystem. */
  readonly files: FileSurvey | null;
  /** How long the update will take; null where nothing is known of the link. */
  readonly expected?: ExpectedTime | null;
  /** It is signed, and the device does not look at that. */
  readonly ignoresSignatures?: boolean;
}

export interface UpdateOrder {
  readonly bundleId: string;
  /** Ids are made in the window, so that it knows the session before the first event. */
  readonly sessionId: string;
  readonly commitTimeoutMs: number;
  readonly force: readonly ForceName[];
  /** How many times as fast as ours the device's time runs: left out = 1; a practice device may be hurried. */
  readonly timeFactor?: number;
  /** Left out: Slipway writes it. */
  readonly delivery?: DeliveryOrder;
  /** What is done where checks do not pass, and nobody is asked whether to keep the firmware; left out: `decide` says so. */
  readonly guard?: RedRule;
  /** For its journal: how the device is reached once more. Left out: no journal is kept. */
  readonly reach?: JournalReach;
  /** Settings and files are read before it, to be compared afterwards (SnapshotApi); left out: no. */
  readonly readsSettings?: boolean;
  /** `sessionId` is that of an interrupted update: the device is asked what became of it, and the rest is done. */
  readonly carriesOn?: boolean;
}

export interface UpdaterApi
  extends
    Greeted,
    ConsoleApi,
    KnownDevicesApi,
    ManageApi,
    ProductChecksApi,
    CompareApi,
    SignInApi,
    PlacesApi,
    BrokerApi,
    RollOutApi,
    ScanApi,
    JournalApi,
    SnapshotApi,
    RecordingApi,
    HistoryApi,
    RouteApi,
    FleetApi {
  /**
   * A MessagePort at which a LinkSource answers (comlink/links.ts). The port is moved. `lifeLock` is held by
   * the thread that owns the links: when it is gone, they are lost.
   */
  useLinks(source: MessagePort, lifeLock: string | null): Promise<Outcome<null>>;
  /**
   * In place of a source: links are opened in the worker, at this address of the network (contracts/transport.ts) or,
   * where its WebSocket cannot be opened, by HTTP beside it (updater/network-link.ts).
   */
  useAddress(address: string): Promise<Outcome<null>>;
  /**
   * Reads and checks a file, and mends its packing; the worker keeps the last sound one. `pick`: which of the firmwares in it.
   * Failure: `bundle/…`, of several `bundle/several`.
   */
  openBundle(file: Blob, fileName: string, pick?: string | null): Promise<Outcome<BundleReport>>;
  /** The same for a folder of build output. */
  openFolder(
    files: readonly FolderFile[],
    name: string,
    pick?: string | null,
  ): Promise<Outcome<BundleReport>>;
  /** From now on signatures are judged by this (contracts/signature-trust.ts): `openBundle` and the bundle that is kept. Answers with the verdict on that one. */
  trust(kept: string | null): Promise<Outcome<SignatureVerdict | null>>;
  /** A public key in what people paste: as devices take it, and its fingerprint; null = it is none. */
  publicKey(text: string): Promise<Outcome<Pick<PinnedKey, 'spki' | 'fingerprint'> | null>>;
  /**
   * The text of the QR code in a picture; null = none can be read. `search`: `quick` takes some 20 ms, for what a camera
   * sees, of which there will be more; `thorough` up to a second.
   */
  readCode(picture: Pixels, search: 'quick' | 'thorough'): Promise<Outcome<string | null>>;
  /** The bytes of the bundle that is kept, as they are written to a device. */
  checkedCopy(bundleId: string): Promise<Outcome<Blob>>;
  /**
   * From now on the device that answered last is watched, unless it is the practice device, which tells by itself;
   * its link stays open. PresenceEvent comes to `news`. The port is moved.
   */
  watchDevice(latest: MessagePort): Promise<Outcome<null>>;
  /** Something was plugged in or unplugged: the device that is watched is asked, or looked for, at once. */
  lookForDevice(): Promise<Outcome<null>>;
  /**
   * Asks over the link that is open, or opens one. Not while an update runs. `expected`: no other device is taken.
   * Failure: device/other-device.
   */
  askDevice(expected?: DeviceKey | null): Promise<Outcome<DeviceReport>>;
  /** Ends that question, which settles with `cancelled`, and the watch, and lets the link go. */
  stopAsking(): Promise<Outcome<null>>;
  /** What this bundle means for this device. `measured`: what updates of it took before. Sends nothing. */
  compare(
    bundleId: string,
    device: DeviceReport,
    measured?: MeasuredTimes | null,
  ): Promise<Outcome<Comparison>>;
  /**
   * Opens and checks them all, and puts them in their order. `device` null: nobody is asked yet. Sends nothing; the bundle that is kept
   * stays. A newer question ends the one before.
   */
  planFirmwareRoute(
    files: readonly File[],
    device: DeviceReport | null,
    measured?: MeasuredTimes | null,
  ): Promise<Outcome<FirmwareRoute>>;
  /** Settles when the update is over. Events come to `events`, progress at most every 100 ms. The port is moved. */
  update(order: UpdateOrder, events: MessagePort): Promise<Outcome<UpdateResult>>;
  /** Holds the running update while it writes; the event `paused` tells when it does. */
  pause(): Promise<Outcome<null>>;
  /** Ends that pause. While a lost link is looked for, it is looked for at once. */
  goOn(): Promise<Outcome<null>>;
  /** Ends the running update cleanly; `update` settles with `cancelled`. */
  cancel(): Promise<Outcome<null>>;
  /** From now on the device's time runs so fast. */
  setTimeFactor(factor: number): Promise<Outcome<null>>;
  /** Answers the question that the event `trial` asks. */
  decide(decision: TrialDecision): Promise<Outcome<null>>;
  /** Asks the firmware on trial at once how it is; the answer comes as an event. */
  check(): Promise<Outcome<null>>;
  /** Keeps or takes back a firmware that was already on trial when the device was asked. */
  settle(decision: TrialDecision): Promise<Outcome<null>>;
  /** Makes the device forget an update that was begun and not ended (OTA.End). */
  discard(): Promise<Outcome<null>>;
}

/** What becomes of the device between two uses of the way. */
export type PresenceEvent =
  /** Again, after it did not; `report` where it may be another one: it started anew or was found again. */
  | { readonly kind: 'answers'; readonly report: DeviceReport | null }
  /** The link is open and nothing comes. `forMs`: since its last answer. */
  | { readonly kind: 'silent'; readonly forMs: number }
  /** No link, for this reason; it is looked for. */
  | { readonly kind: 'gone'; readonly forMs: number; readonly failure: Failure };

export type PracticeStart =
  | { readonly kind: 'started'; readonly storage: ChipStorage; readonly fresh: boolean }
  /** Another tab holds the chip. */
  | { readonly kind: 'in-use' };

export interface EmulatorApi extends Greeted, EmulatorControlApi {
  /** Powers the device on. With `wait`, settles when the other tab let go of the chip. */
  start(options: { readonly wait: boolean }): Promise<Outcome<PracticeStart>>;
  /** Sends PracticeSnapshot to `latest`: now, at every change, and 4 times a second while a trial runs. The port is moved. */
  watch(latest: MessagePort): Promise<Outcome<null>>;
  /** Answers as a LinkSource at `port`. The port is moved. */
  serveLinks(port: MessagePort): Promise<Outcome<null>>;
  powerOff(): Promise<Outcome<null>>;
  powerOn(): Promise<Outcome<null>>;
  setTimeFactor(factor: number): Promise<Outcome<null>>;
  /** A new chip on the first firmware; what was on the old one is gone. */
  startFresh(): Promise<Outcome<null>>;
  /** SHA-256 of all bytes of the chip, lower-case hex. */
  chipDigest(): Promise<Outcome<string>>;
}

/** The kinds of device the practice device can be. */
export type PracticeProfile = 'esp32' | 'reference';

/**
 * Where the practice device's chip is: `memory` forgets it with the page; `stopped` was kept until the browser refused
 * to write, and forgets what came after that.
 */
export type ChipStorage = 'kept' | 'memory' | 'stopped';

/** What could not be read of the chip that was kept: all of it, or some of what its firmwares say of themselves. */
export type ChipDamage = 'chip' | 'records';

/** How the chip is kept. */
export interface ChipKeeping {
  readonly storage: ChipStorage;
  /** Until the chip is replaced; left out: none. */
  readonly damage?: ChipDamage;
}

/** The practice device at one moment. */
export interface PracticeSnapshot extends ChipKeeping {
  readonly snapshot: EmulatorSnapshot;
  readonly cablePlugged: boolean;
  readonly timeFactor: number;
}

/** The same with everything that is shown of its chip: only while somebody watches that. */
export interface ChipSnapshot extends PracticeSnapshot {
  readonly profile: PracticeProfile;
  readonly picture: FlashPicture;
  readonly sizeBytes: number;
  readonly places: readonly ChipPlace[];
  /** Both slots' filesystems. */
  readonly files: readonly SlotFiles[];
  readonly log: readonly LogEntry[];
  /** Flash operations since the chip was opened. */
  readonly operations: number;
  /** Milliseconds since the device started; null while it does not run. */
  readonly upMs: number | null;
  /** A flash operation happened within the last quarter of a second of the device's time. */
  readonly writing: boolean;
  readonly noise: boolean;
  /** Armed for the next update. */
  readonly faults: readonly FaultName[];
}

/** What a fresh chip starts with; without files the first firmware of the product. */
export interface FreshChip {
  readonly profile: PracticeProfile;
  /** A fw.zip; must be sound and made for this device. */
  readonly firmware: File | null;
  /** A filesystem image for slot A; must be one, and fit. */
  readonly filesystem: File | null;
}

/** What the practice device's own screen may ask of the emulator worker besides running it. */
export interface EmulatorControlApi {
  /** What EmulatorApi.watch sends is ChipSnapshot from now on, about every 100 ms while the chip changes. */
  watchChip(): Promise<Outcome<null>>;
  /** Looks into one box; `offset` and `length` as the picture gave them. */
  inspectCell(offset: number, length: number): Promise<Outcome<CellFacts>>;
  /** The supply goes in the middle of the next flash operation while an update is written, else at once. */
  cutPower(): Promise<Outcome<null>>;
  /** Arms a fault for the next update, or takes it back. */
  setFault(name: FaultName, on: boolean): Promise<Outcome<null>>;
  /** Moves the device's clock to the end of the commit time-out. */
  jumpToTimeout(): Promise<Outcome<null>>;
  setCable(plugged: boolean): Promise<Outcome<null>>;
  setNoise(on: boolean): Promise<Outcome<null>>;
  /** Replaces the chip. Nothing changes on failure: `bundle/…`, `file/…`. */
  freshChip(chip: FreshChip): Promise<Outcome<null>>;
  /** The chip as one file (emulator/chip-file.ts). */
  saveChip(): Promise<Outcome<Blob>>;
  /** Replaces the chip by a saved one. Nothing changes on failure: `file/…`. */
  openChip(file: File): Promise<Outcome<null>>;
}

/** What is kept of real devices in this browser. Failure: `storage/failed`. */
export interface KnownDevicesApi {
  /** The last seen first. */
  seenDevices(): Promise<Outcome<readonly SeenDevice[]>>;
  /** An empty name takes it away; null = nobody of that key was seen. */
  nameDevice(key: string, name: string): Promise<Outcome<SeenDevice | null>>;
  /** What was done to it, the last first. */
  updatesOf(key: string): Promise<Outcome<readonly UpdateRecord[]>>;
  /** What links over Bluetooth have learned, of every kind of device and browser: plain data, to be taken along as JSON. */
  bluetoothSettings(): Promise<Outcome<readonly BluetoothSettings[]>>;
}

/** What page and service worker say to each other. */

/** Name (or prefix) of the Web Lock that a running update holds: no new version is taken meanwhile. */
export const SESSION_LOCK = 'slipway-session';

export type ToServiceWorker = { readonly type: 'is-complete' } | { readonly type: 'take-over' };

export type FromServiceWorker =
  | { readonly type: 'complete'; readonly complete: boolean }
  | { readonly type: 'taken' }
  | { readonly type: 'refused'; readonly why: 'session' };
