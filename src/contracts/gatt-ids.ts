/** The RPC service of a Mongoose OS device over Bluetooth (gatt.md#identifiers): 16 ASCII characters each. */
export const RPC_SERVICE = '5f6d4f53-5f52-5043-5f53-56435f49445f'; // _mOS_RPC_SVC_ID_

/** Its characteristics, named from the client's point of view. */
export const RPC_CHARACTERISTICS = {
  /** The bytes of frames, both ways. */
  data: '5f6d4f53-5f52-5043-5f64-6174615f5f5f', // _mOS_RPC_data___
  /** How long the reply is that waits to be read. */
  rxCtl: '5f6d4f53-5f52-5043-5f72-785f63746c5f', // _mOS_RPC_rx_ctl_
  /** How long the request is that comes next. */
  txCtl: '5f6d4f53-5f52-5043-5f74-785f63746c5f', // _mOS_RPC_tx_ctl_
} as const;

export type RpcCharacteristic = keyof typeof RPC_CHARACTERISTICS;
