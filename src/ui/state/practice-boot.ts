import type { PracticeNews } from '../../workers/api.ts';

/** What runs on the practice device, and whether it is reached: it changes when the device is to be asked again. */
export const bootOf = ({
  snapshot: { power, running },
  cablePlugged,
}: Pick<PracticeNews, 'snapshot' | 'cablePlugged'>): string =>
  JSON.stringify([
    cablePlugged,
    power,
    running?.slot,
    running?.version,
    running?.hung,
    running?.committed,
  ]);
