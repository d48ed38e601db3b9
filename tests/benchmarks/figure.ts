/** One measured figure: `target` is what is asked for, `limit` the physical or formula limit; both may be unknown. */
export interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly target: number | null;
  readonly better: 'higher' | 'lower';
  readonly limit: number | null;
  /** What it is measured against, where a group has several yardsticks. */
  readonly note?: string;
}

export type Figures = Readonly<Record<string, Figure>>;

/** Formula time ÷ measured time. */
export const ratio = (value: number, target: number | null, limit = 1): Figure => ({
  value,
  unit: '',
  target,
  better: 'higher',
  limit,
});

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Runs `work` once to warm up, then `times` times; the median in ms. */
export function medianMs(times: number, work: () => void): number {
  work();
  return median(
    Array.from({ length: times }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    }),
  );
}
