import type { Link } from '../contracts/link.ts';

/** The same link with other streams in front of its own, whatever kind of object it is. */
export function exchangeStreams(
  link: Link,
  streams: Partial<Pick<Link, 'readable' | 'writable'>>,
): Link {
  const { kind, label, framing, maxFrameBytes, stats, readable, writable, ended } = link;
  const own = { kind, label, framing, maxFrameBytes, stats, readable, writable, ended };
  const line = link.baudRate === undefined ? {} : { baudRate: link.baudRate };
  return { ...own, ...line, ...streams, close: () => link.close() };
}
