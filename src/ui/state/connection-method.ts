import type { Failure, Outcome } from '../../contracts/failure.ts';
import { screenWords } from '../../messages/screen-words.ts';
import type { DeviceReport, JournalReach } from '../../workers/api.ts';
import type { UpdaterClient } from '../../workers/client/updater-client.ts';

/** What pressing a way sets in motion. */
export interface ConnectionPresses {
  readonly update: { connectPractice(): Promise<void> };
  readonly methods: Readonly<Record<ConnectionName, { press(): Promise<void> }>>;
}

/** What opens a way to devices outside this page: a feature that is fetched late. */
export type ConnectionName = 'cable' | 'bluetooth' | 'network';

/** What a way to a device is like: screens ask for a trait, and never which way it is. */
export interface ConnectionTraits {
  readonly icon: 'chip' | 'usb' | 'ble' | 'net';
  /** On its button. */
  readonly name: string;
  /** Under `name`, before anything is chosen. */
  readonly hint: string;
  /** Beside the name of the device; null = the device is known by the name of its way. */
  readonly over: string | null;
  /** The name of its button for keys. */
  readonly action?: 'choose-device';
  readonly press: (presses: ConnectionPresses) => Promise<void>;
  /** What opens it; null = nothing has to be fetched for it. */
  readonly method: ConnectionName | null;
  /** Of a way whose devices are chosen in a list of the browser: the link to what is explained of it. */
  readonly aboutList: string | null;
  /** The device is in this page: it has a panel there, its flash is seen, and firmware is made for it. */
  readonly isInPage: boolean;
  /** Its time may run faster than ours. */
  readonly hasTimeFactor: boolean;
  /** This page takes its cable and its power away, and can give both back. */
  readonly canPlugBack: boolean;
  /** By radio: the device is chosen, and not a port. */
  readonly overAir: boolean;
  /** The port has control lines, and may be another one after a restart. */
  readonly hasPort: boolean;
  /** What a person is told of the loss of its link. */
  readonly ifLost: 'cable' | 'radio' | 'network';
  /** The device's log comes along. */
  readonly hasLog: boolean;
}

/** A device outside this page, at the end of some line. */
const outside = {
  aboutList: null,
  isInPage: false,
  hasTimeFactor: false,
  canPlugBack: false,
  overAir: false,
  hasPort: false,
  hasLog: true,
  ifLost: 'cable',
} as const;

/** All ways to a device, one entry each. Their words are read when they are shown: the language is known by then. */
export const CONNECTION_METHODS = {
  practice: {
    ...outside,
    icon: 'chip',
    get name() {
      return screenWords.buttons.practice;
    },
    get hint() {
      return screenWords.idle.practiceWay;
    },
    over: null,
    action: 'choose-device',
    press: ({ update }) => update.connectPractice(),
    method: null,
    isInPage: true,
    hasTimeFactor: true,
    canPlugBack: true,
  },
  cable: {
    ...outside,
    icon: 'usb',
    get name() {
      return screenWords.buttons.cable;
    },
    get hint() {
      return screenWords.idle.cableWay;
    },
    get over() {
      return screenWords.plates.usb;
    },
    press: ({ methods }) => methods.cable.press(),
    method: 'cable',
    get aboutList() {
      return screenWords.explained.cable;
    },
    hasPort: true,
  },
  bluetooth: {
    ...outside,
    icon: 'ble',
    get name() {
      return screenWords.buttons.bluetooth;
    },
    get hint() {
      return screenWords.idle.bluetoothWay;
    },
    get over() {
      return screenWords.buttons.bluetooth;
    },
    press: ({ methods }) => methods.bluetooth.press(),
    method: 'bluetooth',
    get aboutList() {
      return screenWords.explained.bluetooth;
    },
    overAir: true,
    ifLost: 'radio',
    hasLog: false,
  },
  network: {
    ...outside,
    icon: 'net',
    get name() {
      return screenWords.buttons.network;
    },
    get hint() {
      return screenWords.idle.networkWay;
    },
    get over() {
      return screenWords.buttons.network;
    },
    press: ({ methods }) => methods.network.press(),
    method: 'network',
    ifLost: 'network',
    hasLog: false,
  },
} as const satisfies Readonly<Record<string, ConnectionTraits>>;

/** With the one that was used last first. */
export const methodsFrom = (
  last: ConnectionTraits,
): readonly [ConnectionTraits, ...ConnectionTraits[]] => [
  last,
  ...Object.values(CONNECTION_METHODS).filter((method) => method !== last),
];

/** A device was reached in another way than a person asked for. */
export interface OtherReach {
  /** As `ConnectionMethod.place`. */
  readonly place: string;
  /** What a person is told of it. */
  readonly note: string;
}

/** How a device is reached: where the links to it come from, and what it is called until it has told its name. */
export interface ConnectionMethod {
  readonly traits: ConnectionTraits;
  /** In the middle of a sentence. */
  readonly device: string;
  /** Where that is, for the receipt; without what may be secret in an address. Ways that are chosen in a list have none. */
  readonly place?: string;
  /** Where it is reached once more without a person; left out where that takes one, or is a secret. */
  readonly address?: string;
  /** What is otherwise where a device answered over a link of this label; null = it was reached as it was asked. */
  readonly otherReach?: (label: string) => OtherReach | null;
  /** From now on this updater gets its links here. */
  join(updater: UpdaterClient): Promise<Outcome<null>>;
  /** In the course of a press: the place to look for the device is chosen anew, also while an update waits for it. */
  readonly chooseAgain?: () => Promise<Outcome<null>>;
  /** Connects to this place once more, as when it was chosen. Left out: as any device that is chosen. */
  readonly again?: () => Promise<void>;
  /** Opens the troubleshooting page at what went wrong. */
  readonly help?: (failure: Failure) => void;
}

/** For the journal of an update. */
export const reachOf = ({ traits, address }: ConnectionMethod): JournalReach => ({
  method: traits.method ?? 'practice',
  place: address ?? null,
});

/** Of the device as it answered last; null = it was reached as it was asked. */
export const otherReachOf = (
  method: Pick<ConnectionMethod, 'otherReach'>,
  report: Pick<DeviceReport, 'place'> | null,
): OtherReach | null =>
  report?.place === undefined ? null : (method.otherReach?.(report.place) ?? null);
