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
