/** What went wrong between a central and a device, as BlueZ says it on D-Bus and as Chromium says it to a page. */

/** The device answered with a code of the attribute protocol. */
export class AttFailure extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`ATT error 0x${code.toString(16).padStart(2, '0')}`);
    this.code = code;
  }
}

/** BlueZ refused by itself: `name` is one of org.bluez.Error. */
export class BluezError extends Error {
  constructor(name: string, message = name) {
    super(message);
    this.name = name;
  }
}

/** The link was lost, or is not there. */
export class LinkGone extends Error {
  constructor() {
    super('Not connected');
  }
}

/** A code of the attribute protocol, or a name of BlueZ. */
export const failureOf = (error: number | string): Error =>
  typeof error === 'number' ? new AttFailure(error) : new BluezError(error);

/** The name below org.bluez.Error: create_gatt_dbus_error of BlueZ 5 (src/gatt-client.c). */
export function bluezErrorOf(reason: unknown): BluezError {
  if (reason instanceof BluezError) return reason;
  if (!(reason instanceof AttFailure))
    return new BluezError('Failed', reason instanceof Error ? reason.message : String(reason));
  switch (reason.code) {
    case 0x02:
    case 0x03:
      return new BluezError('NotPermitted');
    case 0x05:
    case 0x08:
    case 0x0f:
      return new BluezError('NotAuthorized');
    case 0x06:
      return new BluezError('NotSupported');
    case 0x07:
      return new BluezError('InvalidOffset');
    case 0x0d:
      return new BluezError('InvalidValueLength');
    default:
      return new BluezError('Failed', `Operation failed with ${reason.message}`);
  }
}

const PAGE_ERRORS: Readonly<Record<string, readonly [name: string, message: string]>> = {
  Failed: ['NotSupportedError', 'GATT operation failed for unknown reason.'],
  InProgress: ['NetworkError', 'GATT operation already in progress.'],
  InvalidValueLength: ['InvalidModificationError', 'GATT Error: invalid attribute length.'],
  NotPermitted: ['NotSupportedError', 'GATT operation not permitted.'],
  NotAuthorized: ['SecurityError', 'GATT operation not authorized.'],
  NotPaired: ['NetworkError', 'GATT Error: Not paired.'],
  NotSupported: ['NotSupportedError', 'GATT Error: Not supported.'],
};

/** Of a read, a write or a subscription, as Chromium 156 words it on Linux. */
export function pageErrorOf(reason: unknown): DOMException {
  if (reason instanceof DOMException) return reason;
  const fallback = ['NotSupportedError', 'GATT Error Unknown.'] as const;
  const [name, message] = PAGE_ERRORS[bluezErrorOf(reason).name] ?? fallback;
  return new DOMException(message, name);
}
