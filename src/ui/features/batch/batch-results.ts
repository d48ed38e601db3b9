/** What became of every device in this visit: one record for each, and all of them as a file. Pure. */
import { batchResultWords as words, VERDICTS } from '../../../messages/batch-words.ts';
import type { NamedFirmware } from '../../../messages/firmware-names.ts';
import type { BatchSlotSays } from '../../../messages/batch-words.ts';
import { terminalText, visible } from '../../../messages/outside-text.ts';
import { csvOf, datedName } from '../../../report/csv.ts';
import type { DeviceReport } from '../../../workers/api.ts';
import { sayEnd } from './batch-slot-say.ts';
import { runningOn, verdictOf } from './batch-slot-state.ts';
import type { BatchSlotOver } from './batch-slot-state.ts';

export interface BatchResult {
  /** In the order of the ends, from 1. */
  readonly number: number;
  readonly slot: number;
  /** null: nobody said who it is. */
  readonly device: Pick<DeviceReport['info'], 'id' | 'mac'> | null;
  /** Given by people; null = none. */
  readonly alias: string | null;
  readonly from: NamedFirmware | null;
  readonly to: NamedFirmware | null;
  readonly verdict: keyof typeof VERDICTS;
  readonly tag: BatchSlotSays['tag'];
  /** As the card of the batch slot says it. */
  readonly why: string;
  /** Wall clock, ms since 1970. */
  readonly endedWallMs: number;
  /** null: nothing was started. */
  readonly tookMs: number | null;
}

/** A day at eight batch slots has some hundred; beyond, the oldest are dropped. */
export const MOST_RESULTS = 5_000;

/** A reason is a sentence or two. */
const MOST_DETAILS = 500;

export function withResult(
  results: readonly BatchResult[],
  over: BatchSlotOver,
  at: { readonly slot: number; readonly wallMs: number },
): readonly BatchResult[] {
  const { device, to, end, tookMs } = over;
  const { tag, say } = sayEnd(over);
  const info = device?.info ?? null;
  const next: BatchResult = {
    number: (results.at(-1)?.number ?? 0) + 1,
    slot: at.slot,
    device: info === null ? null : { id: info.id, mac: info.mac },
    alias: device?.name === info?.id ? null : (device?.name ?? null),
    from: device === null ? null : runningOn(device),
    to: to === null ? null : { version: to.version, buildId: to.buildId },
    verdict: verdictOf(end) ?? 'cancelled',
    tag,
    why: say,
    endedWallMs: at.wallMs,
    tookMs,
  };
  return [...results.slice(-(MOST_RESULTS - 1)), next];
}

/** The oldest first, with builds in columns of their own; what is hidden in names is visible in it too. */
export const resultsFile = (results: readonly BatchResult[]): string =>
  csvOf([words.columns, ...results.map(rowOf)]);

function rowOf(done: BatchResult): readonly string[] {
  return [
    new Date(done.endedWallMs).toISOString(),
    String(done.slot),
    ...[done.device?.id, done.device?.mac, done.alias].map(cellOf),
    ...[done.from?.version, done.from?.buildId, done.to?.version, done.to?.buildId].map(cellOf),
    VERDICTS[done.verdict],
    visible(terminalText(`${done.tag.text}. ${done.why}`), MOST_DETAILS),
    done.tookMs === null ? '' : String(Math.round(done.tookMs / 1_000)),
  ];
}

const cellOf = (text: string | null | undefined): string => visible(text ?? '');

/** `slipway-bench-2026-11-29-1405.csv`, by the clock on the wall. */
export const resultsFileName = (wallMs: number): string => datedName('bench', wallMs);
