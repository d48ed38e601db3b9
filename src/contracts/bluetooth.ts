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

/** What a Bluetooth link has learned of itself: what the next one begins with, and proves again. */
export interface BluetoothSizes {
  /** null: no reply was long enough to tell. */
  readonly mtu: number | null;
  /** The largest write that was proved. */
  readonly writeBytes: number;
  /** The longest frame the device takes. */
  readonly frameBytes: number;
  /** How replies are found out: by word of the device, or by asking. */
  readonly replies: 'notified' | 'polled';
}

/** The same, remembered for a kind of device as one browser on one system reaches it. */
export interface BluetoothSettings extends BluetoothSizes {
  readonly browser: string;
  readonly system: string;
  readonly model: string;
  /** Milliseconds since 1970. */
  readonly learnedAtMs: number;
}

/** What a device is by its name: a stock one has a part of its own address behind it (`esp32_0A1B2C`). */
export const modelOf = (deviceName: string): string => {
  const model = deviceName.replace(/[-_ ][0-9a-f]{4,12}$/i, '');
  return model === '' ? deviceName : model.toLowerCase();
};
