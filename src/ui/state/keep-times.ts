/** How long a device may be tried before it goes back by itself. */
export const KEEP_TIMES_MINUTES = [1, 5, 10, 30] as const;
export const DEFAULT_KEEP_MINUTES = 5;
