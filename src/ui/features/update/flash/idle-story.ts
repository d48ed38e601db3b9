import type { FirmwareName } from '../../../../contracts/flash-picture.ts';
import type { DeviceState } from '../../../state/screen-view.ts';
import type { PictureFacts, Side, Story } from './picture-source.ts';

type Known = Extract<DeviceState, { kind: 'known' }>;

/** Before an update: what the device said when it was asked, and where the file would go. */
export function idleStory({ report, askedAtMs }: Known, { view, firmware }: PictureFacts): Story {
  const { info, boot } = report;
  const onTrial = view.kind === 'unkept';
  const runs: Side = {
    role: onTrial ? 'trial' : 'runs',
    holds: { name: info.app, version: info.fw_version },
    fill: { kind: 'not-reported', fsBytes: info.fs_size ?? null },
  };
  const bundle = firmware.kind === 'sound' ? firmware.bundle : null;
  const wanted = view.kind === 'ready' || view.kind === 'to-decide' ? bundle : null;
  return {
    slot: boot?.active_slot ?? null,
    own: runs,
    other: wanted === null ? leftAlone(onTrial, view.kind === 'busy') : willHold(wanted),
    boot,
    next: onTrial ? { kind: 'returns', to: 'other' } : { kind: 'starts', to: 'own' },
    parts: wanted?.parts ?? [],
    source: { kind: 'reported', atMs: askedAtMs },
  };
}

/** No device tells what lies in the slot that does not run. */
const leftAlone = (onTrial: boolean, halfWritten: boolean): Side => ({
  role: onTrial ? 'way-back' : halfWritten ? 'half-written' : 'free',
  holds: null,
  fill: { kind: 'not-reported', fsBytes: null },
});

const willHold = (bundle: FirmwareName): Side => ({
  role: 'will-be-written',
  holds: { name: bundle.name, version: bundle.version },
  fill: { kind: 'not-reported', fsBytes: null },
});
