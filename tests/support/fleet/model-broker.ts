/**
 * A broker in virtual time, with the faults of real ones: messages take their time, arrive twice, connections stall and end, wills are
 * late or lost, and a restart ends all of them. What it retains has one order per topic, as that of one broker has.
 */
import { OtaError } from '../../../src/contracts/failure.ts';
import type { Clock } from '../../../src/contracts/clock.ts';
import type { TopicClient, TopicClientOptions } from '../../../src/contracts/topic-client.ts';

/** One direction of a connection: in order, each message after a time of its own, none while it stalls. */
class Pipe {
  readonly #clock: Clock;
  readonly #random: () => number;
  #lastMs = 0;
  #stalledUntilMs = 0;
  #isCut = false;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  stall(ms: number): void {
    this.#stalledUntilMs = Math.max(this.#stalledUntilMs, this.#clock.now() + ms);
  }

  cut(): void {
    this.#isCut = true;
  }

  push(deliver: () => void): void {
    const dueMs = this.#clock.now() + 1 + 150 * this.#random();
    this.#lastMs = Math.max(this.#lastMs, dueMs);
    void this.#deliver(this.#lastMs, deliver);
  }

  async #deliver(dueMs: number, deliver: () => void): Promise<void> {
    const { signal } = new AbortController();
    for (let atMs = dueMs; ; atMs = Math.max(this.#stalledUntilMs, this.#clock.now())) {
      await this.#clock.sleep(Math.max(0, atMs - this.#clock.now()), signal);
      if (this.#isCut) return;
      if (this.#clock.now() >= this.#stalledUntilMs) break;
    }
    deliver();
  }
}

interface Connection {
  readonly owner: string;
  readonly options: TopicClientOptions;
  readonly toBroker: Pipe;
  readonly toClient: Pipe;
  readonly end: (detail: string) => void;
}

/** After so long without a word from it a broker takes a connection for gone (keep-alive of 15 s, times 1.5). */
const KEEP_ALIVE_MS = 22_500;

export class ModelBroker {
  readonly retained = new Map<string, string>();
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #connections = new Set<Connection>();
  isDown = false;
  #turn = 0;

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** For one process, by a name that faults are given by. */
  async open(owner: string, options: TopicClientOptions): Promise<TopicClient> {
    if (this.isDown) throw new OtaError('link/refused', { address: 'model', detail: 'down' });
    let settle: (detail: string) => void = () => undefined;
    const ended = new Promise<string>((resolve) => (settle = resolve));
    const connection: Connection = {
      owner,
      options,
      toBroker: new Pipe(this.#clock, this.#random),
      toClient: new Pipe(this.#clock, this.#random),
      end: settle,
    };
    this.#connections.add(connection);
    for (const [topic, text] of this.retained)
      if (listens(options.topics, topic)) this.#send(connection, topic, text);
    const give = (topic: string, text: string, retain: boolean): Promise<void> =>
      new Promise((resolve, reject) => {
        void ended.then((detail) => {
          reject(new OtaError('link/lost', { kind: 'mqtt', detail }));
        });
        connection.toBroker.push(() => {
          this.#take(topic, text, retain);
          connection.toClient.push(resolve);
        });
      });
    return {
      ended,
      publish: (topic, text) => give(topic, text, true),
      send: (topic, text) => give(topic, text, false),
      close: () => connection.toBroker.push(() => this.#drop(connection, 'left')),
    };
  }

  /** Nothing passes for so long, either way; after the keep-alive the connection is over for both. */
  partition(owner: string, ms: number): void {
    for (const connection of this.#of(owner)) {
      connection.toBroker.stall(ms);
      connection.toClient.stall(ms);
      if (ms > KEEP_ALIVE_MS) void this.#after(KEEP_ALIVE_MS, () => this.lose(owner, 0));
    }
  }

  /** Its connection ends without a good-bye. `willMs`: when the broker publishes the will; null = it is lost. */
  lose(owner: string, willMs: number | null): void {
    for (const connection of this.#of(owner)) {
      this.#drop(connection, 'reset');
      const { will } = connection.options;
      if (will !== null && willMs !== null)
        void this.#after(willMs, () => this.#take(will.topic, will.text, false));
    }
  }

  restart(downMs: number): void {
    this.isDown = true;
    for (const connection of [...this.#connections]) this.#drop(connection, 'restart');
    void this.#after(downMs, () => (this.isDown = false));
  }

  #of(owner: string): readonly Connection[] {
    return [...this.#connections].filter((each) => each.owner === owner);
  }

  #drop(connection: Connection, detail: string): void {
    if (!this.#connections.delete(connection)) return;
    connection.toBroker.cut();
    connection.toClient.cut();
    connection.end(detail);
  }

  #take(topic: string, text: string, retain: boolean): void {
    if (this.isDown) return;
    if (retain && text === '') this.retained.delete(topic);
    else if (retain) this.retained.set(topic, text);
    for (const connection of this.#connections)
      if (listens(connection.options.topics, topic)) this.#send(connection, topic, text);
    this.#share(topic, text);
  }

  /** To one of those who share it, in turn, whether it lives or not. */
  #share(topic: string, text: string): void {
    const sharing = [...this.#connections].filter(({ options }) =>
      options.topics.some(
        (filter) => filter.replace(/^\$share\/[^/]+\//, '') === topic && filter !== topic,
      ),
    );
    this.#turn += 1;
    const one = sharing[this.#turn % Math.max(1, sharing.length)];
    if (one !== undefined) this.#send(one, topic, text);
  }

  #send(connection: Connection, topic: string, text: string): void {
    const times = this.#random() < 0.05 ? 2 : 1;
    for (let time = 0; time < times; time += 1)
      connection.toClient.push(() => connection.options.message(topic, text));
  }

  async #after(ms: number, act: () => void): Promise<void> {
    await this.#clock.sleep(ms, new AbortController().signal);
    act();
  }
}

/** Filters with `+` for one level. */
const listens = (filters: readonly string[], topic: string): boolean =>
  filters.some((filter) => {
    const [wanted, given] = [filter.split('/'), topic.split('/')];
    return (
      wanted.length === given.length &&
      wanted.every((level, at) => level === '+' || level === given[at])
    );
  });
