/** What the picture beside an update is drawn from. */
import type { FirmwareName, FlashPicture, SlotRole } from '../../../../contracts/flash-picture.ts';
import type { DeviceReport, PartReport } from '../../../../workers/api.ts';
import type { Fill } from './reported-rows.ts';
import type { DeviceState, FirmwareState, ScreenView } from '../../../state/screen-view.ts';

/** As OTA.GetBootState told it. */
export type BootReport = NonNullable<DeviceReport['boot']>;

export interface PictureFacts {
  readonly view: ScreenView;
  readonly device: DeviceState;
  readonly firmware: FirmwareState;
  /** The restart takes longer than it usually does. */
  readonly late: boolean;
  /** The wall clock of a moment of the window's clock. */
  readonly wallOf: (at: number) => number;
}

/** Where a picture comes from, and when; milliseconds since 1970. */
export interface PictureSource {
  readonly kind: 'reported' | 'confirmed' | 'last-known';
  readonly atMs: number;
}

export interface ReportedPicture {
  readonly picture: FlashPicture;
  readonly source: PictureSource;
}

/** One of the two slots, as far as it is known. */
export interface Side {
  readonly role: SlotRole;
  readonly holds: FirmwareName | null;
  readonly fill: Fill;
}

/** What a power-on would do with which of the two; `either`: by now the device may have gone back. */
type NextStory =
  { readonly kind: 'starts' | 'tries' | 'returns'; readonly to: 'own' | 'other' } | 'either';

/** What is told of a device at one moment. */
export interface SlotsView {
  /** The slot that ran before the update; null = not reported. */
  readonly slot: number | null;
  readonly own: Side;
  readonly other: Side;
  readonly boot: BootReport | null;
  readonly next: NextStory;
  readonly parts: readonly PartReport[];
  readonly source: PictureSource;
}
