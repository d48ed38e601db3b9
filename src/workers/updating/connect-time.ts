/** Whoever owns a port or a radio bounds its opening; a radio takes its time, and learns on the way. */
export const CONNECT_MS = 45_000;
