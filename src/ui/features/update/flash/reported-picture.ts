/**
 * The flash picture of a device that nobody looks into: what OTA.GetBootState and Sys.GetInfo said, what
 * the device confirmed of the file, and nothing else. What it does not tell stays dashed.
 */
import type {
  FirmwareName,
  FlashPicture,
  NextPowerOn,
  PictureBoot,
  PictureSlot,
  SlotRole,
} from '../../../../contracts/flash-picture.ts';
import { PLACE_WORDS } from '../../../../messages/flash-words.ts';
import type { DeviceReport, PartReport } from '../../../../workers/api.ts';
import { endStory } from './end-story.ts';
import { idleStory } from './idle-story.ts';
import { boxBytesOf, stripsOf } from './reported-strips.ts';
import type { Fill } from './reported-strips.ts';
import { runStory } from './run-story.ts';
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
export interface Story {
  /** The slot that ran before the update; null = not reported. */
  readonly slot: number | null;
  readonly own: Side;
  readonly other: Side;
  readonly boot: BootReport | null;
  readonly next: NextStory;
  readonly parts: readonly PartReport[];
  readonly source: PictureSource;
}

/** null: there is no device to draw. */
export function reportedPicture(facts: PictureFacts): ReportedPicture | null {
  const story = storyOf(facts);
  return story === null ? null : { picture: drawn(story), source: story.source };
}

function storyOf(facts: PictureFacts): Story | null {
  const { view } = facts;
  if (view.kind === 'running') return runStory(view.run, facts);
  if (view.kind === 'finished') return endStory(view.finished, facts);
  return facts.device.kind === 'known' ? idleStory(facts.device, facts) : null;
}

const RUNNING: readonly SlotRole[] = ['runs', 'trial', 'starting'];

function drawn(story: Story): FlashPicture {
  const boxBytes = boxBytesOf(story.parts);
  const ownId = story.slot ?? 0;
  const otherId = ownId === 0 ? 1 : 0;
  const slot = (id: number, side: Side): PictureSlot => ({
    id,
    label: story.slot === null ? placeOf(side.role) : letter(id),
    role: side.role,
    holds: side.holds,
    committed: side.role === 'runs' ? true : side.role === 'trial' ? false : null,
    strips: stripsOf(side.fill, boxBytes),
  });
  const slots = [slot(ownId, story.own), slot(otherId, story.other)];
  return {
    slots: slots.sort((a, b) => a.id - b.id),
    boot: bootOf(story.boot),
    next: nextOf(story, { own: ownId, other: otherId }),
    wire: null,
    cellBytes: boxBytes,
  };
}

/** A device that names no slot still has one that runs. */
const placeOf = (role: SlotRole): string =>
  RUNNING.includes(role) ? PLACE_WORDS.inUse : PLACE_WORDS.beside;

const letter = (id: number): string => (id > 1 ? String(id) : id === 0 ? 'A' : 'B');

function bootOf(boot: BootReport | null): PictureBoot {
  if (boot === null) return { kind: 'not-reported' };
  const { active_slot: slot, is_committed: committed, revert_slot: back } = boot;
  const wayBackSlot = committed || back < 0 ? null : back;
  return { kind: 'card', source: 'device', slot, committed, wayBackSlot, bytes: [] };
}

function nextOf(story: Story, ids: { readonly own: number; readonly other: number }): NextPowerOn {
  const { next } = story;
  if (story.slot === null) return { kind: 'not-reported' };
  if (next === 'either') return { kind: 'either', first: ids.other, wayBack: ids.own };
  return { kind: next.kind, slot: ids[next.to], firmware: story[next.to].holds };
}
