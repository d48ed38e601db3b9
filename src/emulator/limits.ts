/**
 * What stock devices drop, close or stall on. The numbers are those of the closed cores' defaults;
 * builds may raise them, the emulated device does not.
 */

/**
 * Largest payload of a WebSocket message, in bytes: the receive buffer of 3,072 less the frame header
 * of 4 and the mask of 4 (channels.md#websocket). A larger message never completes and the connection stalls.
 */
export const WEBSOCKET_PAYLOAD_LIMIT = 3064;

/**
 * Request line, headers and body of an HTTP request together, in bytes (channels.md#http); above it the
 * connection is closed without an answer.
 */
export const HTTP_REQUEST_LIMIT = 3072;

/** Kind of the wire a call came over, and what RPC.Ping says of it. */
export type WireKind = 'websocket' | 'http' | 'gatt' | 'stream';

/** What an invalid frame (rpc-frames.md#invalid-frames) or a foreign `dst` does to its wire. No error reply, ever. */
export function effectOfInvalidFrame(wire: WireKind): 'close' | 'bad-request' | 'crash' | 'drop' {
  switch (wire) {
    case 'websocket':
      return 'close';
    case 'http':
      return 'bad-request';
    case 'gatt':
      return 'crash';
    case 'stream':
      return 'drop';
  }
}
