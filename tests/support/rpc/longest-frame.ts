import type { RpcRequest } from '../../../src/rpc/frame.ts';
import { frameText } from '../../../src/rpc/frame.ts';
import { createDeviceLineCodec, createHostLineCodec } from '../../../src/rpc/line-codec.ts';

const request = (params: string): RpcRequest => ({
  kind: 'request',
  id: 1,
  method: 'Sys.GetInfo',
  params,
  src: null,
  dst: null,
  tag: null,
});

/** A request whose JSON text has so many bytes. */
export const requestOf = (bytes: number): RpcRequest =>
  request('x'.repeat(bytes - frameText(request('')).length));

/**
 * What a device makes of a request of so many bytes that arrives as on a slow line, where it looks at every byte:
 * `frame`, or why it is lost.
 */
export function atDevice(bytes: number): string {
  const host = createHostLineCodec({ maxFrameBytes: bytes });
  const device = createDeviceLineCodec().createDecoder();
  const line = host.encode(requestOf(bytes));
  const [first] = [...line].flatMap((byte) => device.push(Uint8Array.of(byte)));
  if (first === undefined) return 'nothing';
  return first.kind === 'frame' ? 'frame' : first.why;
}
