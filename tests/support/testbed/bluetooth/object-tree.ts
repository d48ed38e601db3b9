import { Message, MessageFlag, Variant } from '@jellybrick/dbus-next';
import type { MessageBus } from '@jellybrick/dbus-next';
import { bluezErrorOf } from './gatt-errors.ts';

/** What a method answers: nothing, or a signature with its values. */
export type MethodResult = readonly [signature: string, values: unknown[]] | null;

export interface ExportedInterface {
  readonly properties: Record<string, unknown>;
  /** Throw what `bluezErrorOf` understands. `client` is the caller's name on the bus. */
  readonly methods?: Readonly<
    Record<
      string,
      (values: readonly unknown[], client: string) => MethodResult | Promise<MethodResult>
    >
  >;
}

export type Interfaces = Readonly<Record<string, ExportedInterface>>;

const OBJECT_MANAGER = 'org.freedesktop.DBus.ObjectManager';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

const SIGNATURES: Readonly<Record<string, string>> = {
  Adapter: 'o',
  Address: 's',
  AddressType: 's',
  Alias: 's',
  Characteristic: 'o',
  Connected: 'b',
  Device: 'o',
  Discovering: 'b',
  Flags: 'as',
  Name: 's',
  Notifying: 'b',
  Paired: 'b',
  Powered: 'b',
  Primary: 'b',
  RSSI: 'n',
  Service: 'o',
  ServicesResolved: 'b',
  UUID: 's',
  UUIDs: 'as',
  Value: 'ay',
};

/** The objects of a D-Bus service, told to whoever listens as they come, change and go. */
export class ObjectTree {
  readonly #objects = new Map<string, Interfaces>();
  readonly #bus: MessageBus;

  constructor(bus: MessageBus) {
    this.#bus = bus;
    bus.addMethodHandler((message) => this.#handle(message));
  }

  has(path: string): boolean {
    return this.#objects.has(path);
  }

  add(path: string, interfaces: Interfaces): void {
    this.#objects.set(path, interfaces);
    this.#signal('/', OBJECT_MANAGER, 'InterfacesAdded', ['oa{sa{sv}}', [path, dump(interfaces)]]);
  }

  remove(path: string): void {
    const names = Object.keys(this.#objects.get(path) ?? {});
    if (this.#objects.delete(path))
      this.#signal('/', OBJECT_MANAGER, 'InterfacesRemoved', ['oas', [path, names]]);
  }

  /** Tells of it also when the value is the same, as a notification must. */
  set(path: string, name: string, values: Readonly<Record<string, unknown>>): void {
    const exported = this.#objects.get(path)?.[name];
    if (exported === undefined) return;
    Object.assign(exported.properties, values);
    const body = [name, variants(values), []];
    this.#signal(path, PROPERTIES, 'PropertiesChanged', ['sa{sv}as', body]);
  }

  #signal(
    path: string,
    name: string,
    member: string,
    [signature, body]: [string, unknown[]],
  ): void {
    this.#bus.send(Message.newSignal(path, name, member, signature, body));
  }

  /** False: the library answers that there is no such object. */
  #handle(message: Message): boolean {
    if (message.path !== '/' && !this.has(message.path)) return false;
    void this.#answer(message);
    return true;
  }

  async #answer(message: Message): Promise<void> {
    const reply = await this.#call(message).then(
      (result) => Message.newMethodReturn(message, result?.[0], result?.[1]),
      (reason: unknown) => {
        const { name, message: words } = bluezErrorOf(reason);
        return Message.newError(message, `org.bluez.Error.${name}`, words);
      },
    );
    if ((message.flags & MessageFlag.NO_REPLY_EXPECTED) === 0) this.#bus.send(reply);
  }

  async #call(message: Message): Promise<[string, unknown[]] | null> {
    if (message.member === 'GetManagedObjects') {
      const all = [...this.#objects].map(([path, interfaces]) => [path, dump(interfaces)]);
      return ['a{oa{sa{sv}}}', [Object.fromEntries(all)]];
    }
    const methods = this.#objects.get(message.path)?.[message.interface]?.methods;
    const method = methods?.[message.member];
    if (method === undefined)
      throw new Error(`no method ${message.interface}.${message.member} at ${message.path}`);
    const result = await method(message.body, message.sender);
    return result === null ? null : [result[0], result[1]];
  }
}

function variants(values: Readonly<Record<string, unknown>>): Record<string, Variant> {
  const named = Object.entries(values).map(([name, value]) => {
    const signature = SIGNATURES[name];
    if (signature === undefined) throw new Error(`of which type is the property ${name}?`);
    return [name, new Variant(signature, value)] as const;
  });
  return Object.fromEntries(named);
}

const dump = (interfaces: Interfaces): Record<string, Record<string, Variant>> =>
  Object.fromEntries(
    Object.entries(interfaces).map(([name, { properties }]) => [name, variants(properties)]),
  );
