import type { Link } from './link.ts';

/** The same link with other streams in front of its own, whatever kind of object it is. */
export function exchangeStreams(
  link: Link,
  streams: Partial<Pick<Link, 'readable' | 'writable'>>,
): Link {
  const { kind, traits, label, framing, maxFrameBytes, stats, readable, writable, ended } = link;
  const own = { kind, traits, label, framing, maxFrameBytes, stats, readable, writable, ended };
  const line = link.baudRate === undefined ? {} : { baudRate: link.baudRate };
  const radio = link.pieceBytes === undefined ? {} : { pieceBytes: link.pieceBytes };
  const guess = link.isGuess === undefined ? {} : { isGuess: link.isGuess };
  const address = link.frameAddress === undefined ? {} : { frameAddress: link.frameAddress };
  return { ...own, ...line, ...radio, ...guess, ...address, ...streams, close: () => link.close() };
}
