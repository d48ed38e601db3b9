import type { RpcCharacteristic } from '../../../../src/contracts/bluetooth.ts';

/** What a central does. `notify` is the device's. */
export type Operation = 'connect' | 'discover' | 'read' | 'write' | 'subscribe' | 'notify';

export interface Fault {
  /** `error`: refused with `error`. `hang`: never answered. `disconnect`: the link is lost. `lose`: a notification does not arrive. */
  readonly kind: 'error' | 'hang' | 'disconnect' | 'lose';
  /** Every operation but `notify` when left out. */
  readonly op?: Operation;
  readonly characteristic?: RpcCharacteristic;
  /** So many that fit pass before; 0 when left out. */
  readonly after?: number;
  /** So many bytes of requests pass before. */
  readonly afterBytes?: number;
  /** How many are spoilt; 1 when left out. */
  readonly times?: number;
  /** A code of the attribute protocol, or what BlueZ itself says; Unlikely Error when left out. */
  readonly error?: number | string;
}

interface Pending {
  readonly fault: Fault;
  after: number;
  times: number;
}

/** Faults that wait for their operation, in the order in which they were planned. */
export class FaultPlan {
  #pending: Pending[] = [];
  #bytes = 0;
  /** Operations so far, without notifications: where the next one can be hit. */
  operations = 0;

  spoil(fault: Fault): void {
    const { after = 0, times = 1 } = fault;
    this.#pending.push({ fault, after, times });
  }

  /** Nothing more happens. */
  clear(): void {
    this.#pending = [];
  }

  /** Of an operation that takes place now; null = it goes well. */
  take(op: Operation, characteristic: RpcCharacteristic | null, bytes: number): Fault | null {
    if (op !== 'notify') this.operations += 1;
    if (characteristic === 'data') this.#bytes += bytes;
    const due = this.#pending.filter(({ fault }) => this.#fits(fault, op, characteristic));
    const hit = due.find((pending) => pending.after === 0 && pending.times > 0);
    for (const pending of due) {
      if (pending.after > 0) pending.after -= 1;
      else if (pending === hit) pending.times -= 1;
    }
    return hit?.fault ?? null;
  }

  #fits(fault: Fault, op: Operation, characteristic: RpcCharacteristic | null): boolean {
    if (fault.op === undefined ? op === 'notify' : fault.op !== op) return false;
    if (fault.characteristic !== undefined && fault.characteristic !== characteristic) return false;
    return fault.afterBytes === undefined || this.#bytes > fault.afterBytes;
  }
}
