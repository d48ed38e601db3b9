/** A recording from a file, and the update in it run again: a chunk of its own of the thread that does so. */
import { OtaError, unreadableFile } from '../contracts/failure.ts';
import type { Rest } from '../contracts/jumping-clock.ts';
import { bootSafetyOf } from '../ota-core/platforms/facts.ts';
import { parseRecording } from '../recorder/parse-recording.ts';
import { LONGEST_RECORDING } from '../recorder/recording.ts';
import type { Recording, TapeItem } from '../recorder/recording.ts';
import { isReplayable, replay } from '../recorder/replay/replay.ts';
import { standInBundle } from '../recorder/replay/stand-in-bundle.ts';
import type { OpenedRecording, ReplayStep, ShownFrame } from './recording-api.ts';
import { bundleReportOf } from './updater/bundle-report.ts';

export interface OpenRecordingOptions {
  readonly name: string;
  readonly rest: Rest;
  readonly onStep: (step: ReplayStep) => void;
}

/** Items after which it is told how far it is. */
const ITEMS_A_STEP = 200;

/** Throws file/no-recording, file/unreadable. */
export async function openRecordingFile(
  file: Blob,
  { name, rest, onStep }: OpenRecordingOptions,
): Promise<OpenedRecording> {
  const recording = parseRecording(await textOf(file, name), name);
  const bundle = standInBundle(recording.order.firmware, name);
  const again = isReplayable(recording)
    ? await replay(recording, {
        ...{ file: name, rest, signal: new AbortController().signal },
        onPlayed: (done, of) => {
          if (done % ITEMS_A_STEP === 0) onStep({ done, of });
        },
      })
    : null;
  const { tape, startedAtMs, states, takenOut, order } = recording;
  return {
    ...{ startedAtMs, states, covered: takenOut.values },
    bundle: bundleReportOf(bundle),
    safety: safetyOf(recording),
    commitTimeoutMs: order.options.commitTimeoutMs,
    link: tape.find((item) => item.is === 'opened')?.as.traits ?? null,
    frames: tape.flatMap(shownFrame),
    replayed:
      again === null
        ? null
        : { events: again.events, result: again.result, difference: again.difference },
  };
}

async function textOf(file: Blob, name: string): Promise<string> {
  if (file.size > LONGEST_RECORDING)
    throw new OtaError('file/no-recording', { file: name, place: '' });
  try {
    return await file.text();
  } catch (cause) {
    throw unreadableFile(name, cause);
  }
}

/** By the chip that the firmware is for: what a device says of its boot loader is in its answers. */
function safetyOf({ order, tape }: Recording) {
  const boot = tape.find((item) => item.is === 'answered' && hasScheme(item.result)) as
    Extract<TapeItem, { is: 'answered' }> | undefined;
  const scheme = hasScheme(boot?.result) ? boot.result.scheme : undefined;
  const platform = /"platform":\s*"([^"]*)"/.exec(order.firmware.manifest)?.[1] ?? '';
  return bootSafetyOf({ arch: platform, scheme });
}

const hasScheme = (result: unknown): result is { readonly scheme: string } =>
  typeof result === 'object' &&
  result !== null &&
  'scheme' in result &&
  typeof result.scheme === 'string';

/** Letters of a frame that are shown. */
const SHOWN_LETTERS = 400;

function shownFrame(item: TapeItem): readonly ShownFrame[] {
  const shown = (direction: ShownFrame['direction'], text: string): readonly ShownFrame[] => [
    { at: item.at, direction, text: text.slice(0, SHOWN_LETTERS) },
  ];
  switch (item.is) {
    case 'sent':
      return shown('sent', `${item.method} ${jsonOf(item.params)}`);
    case 'block':
      return shown('sent', `OTA.Write {"offset":${item.offset}} ${item.bytes}`);
    case 'took':
      return shown('answered', 'null');
    case 'answered':
      return shown('answered', jsonOf(item.error ?? item.result ?? null));
    case 'noise':
      return item.text === '' ? [] : shown('beside', item.text.trimEnd());
    case 'opened':
      return shown('beside', `+ ${item.as.kind} ${item.as.label}`);
    case 'refused':
      return shown('beside', `× ${item.code}`);
    case 'ended':
      return shown('beside', `− ${item.why} ${item.detail}`);
    case 'act':
      return shown('beside', `> ${item.act}`);
    case 'gap':
      return shown('beside', `… ${item.blocks + item.others}`);
    case 'connect':
    case 'woke':
    case 'time':
    case 'files':
    case 'signed':
      return [];
  }
}

const jsonOf = (value: unknown): string => (value === null ? '' : JSON.stringify(value));
