import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OpenTopicClient } from '../../../../src/contracts/topic-client.ts';
import type { PlanFile } from '../../../../src/fleet/plan-file.ts';
import { JobServer } from '../../../../src/fleet/runner/job-server.ts';
import { RunnerPool } from '../../../../src/fleet/runner/runner-pool.ts';
import { SharedRollOut } from '../../../../src/fleet/shared/share-roll-out.ts';
import type { SharedEnd } from '../../../../src/fleet/shared/share-roll-out.ts';
import { createNoise } from '../../../../src/ota-core/flash/fault-plan.ts';
import { ModelBroker } from '../../../support/fleet/model-broker.ts';
import { ModelDevice, ModelProcess, modelHost } from '../../../support/fleet/model-fleet.ts';
import { rollOutPlan } from '../../../support/fleet/plan.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const NAME = 'house';
const SHA256 = 'a'.repeat(64);
const FIRMWARE = [{ platform: 'esp32', app: 'demo', version: '2', sha256: SHA256 }];
const RULES = {
  ...{ commitTimeoutMs: 30_000, updateTimeoutMs: null, chunkSize: null },
  ...{ way: 'write' as const, shadow: null, checks: null, window: 1, force: [] },
};

interface WorldOptions {
  readonly seed: number;
  readonly waves: readonly number[];
  readonly atOnce: number;
  readonly bad: readonly boolean[];
}

/** A fleet, its broker, coordinators that update nothing themselves, and runners. */
class World {
  readonly clock = new VirtualClock();
  readonly devices: ReadonlyMap<string, ModelDevice>;
  readonly broker: ModelBroker;
  readonly processes: ModelProcess[] = [];
  /** Devices under way at the same time at each runner, at most. */
  readonly most = new Map<string, number>();
  readonly #random: () => number;
  readonly #file: PlanFile;
  readonly #left = new Map<string, () => void>();

  constructor({ seed, waves, atOnce, bad }: WorldOptions) {
    const noise = createNoise(seed);
    this.#random = () => noise() / 2 ** 32;
    const plan = rollOutPlan(bad.length, {
      waves: [...waves.map((count) => ({ kind: 'devices', count }) as const), { kind: 'rest' }],
      stopAt: { kind: 'devices', count: bad.length },
      retries: 5,
      atOnce,
    });
    this.#file = { plan, bundles: ['fw.zip'], commitTimeoutMs: 30_000 };
    this.devices = new Map(
      plan.devices.map(({ id }, at) => [id, new ModelDevice(id, bad[at] ?? false)]),
    );
    this.broker = new ModelBroker(this.clock, this.#random);
  }

  #process(): { readonly process: ModelProcess; readonly open: OpenTopicClient } {
    const process = new ModelProcess(`p${this.processes.length}`, this.clock);
    this.processes.push(process);
    const open: OpenTopicClient = async (options) => {
      // A process that finds no broker ends at once, and is started again.
      while (this.broker.isDown) await process.clock.sleep(1_000, options.signal);
      return this.broker.open(process.name, {
        ...options,
        message: (topic, text) => {
          if (!process.isDead) options.message(topic, text);
        },
      });
    };
    return { process, open };
  }

  #host(process: ModelProcess) {
    return modelHost(process, this.devices, {
      writesMs: () => 3_000 + 12_000 * this.#random(),
      real: this.clock,
    });
  }

  /** Runs until the roll-out is over for it; never settles when it was killed. */
  async coordinate(takesOver = false): Promise<SharedEnd> {
    const { process, open } = this.#process();
    const { wallClock } = this.#host(process);
    const pool = new RunnerPool({
      ...{ rollOut: NAME, clock: process.clock, wallClock, rules: RULES },
      bundles: [{ sha256: SHA256, bytes: 9, url: 'http://h/fw.zip' }],
      told: () => undefined,
    });
    const shared = new SharedRollOut({
      ...{ rollOut: NAME, open, clock: process.clock, wallClock },
      random: () => Math.floor(this.#random() * 2 ** 20),
      ...{ owner: process.name, name: process.name },
      candidate: { plan: { file: this.#file, firmware: FIRMWARE }, takesOver },
      ...{ host: pool.host, guest: pool },
    });
    this.#left.set(process.name, () => shared.stop());
    const steps = shared.run(new AbortController().signal);
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return step.value;
    }
  }

  async serve(places: number): Promise<void> {
    const { process, open } = this.#process();
    const { update, adopt = update, stillRuns } = this.#host(process);
    let running = 0;
    const server = new JobServer({
      ...{ rollOut: NAME, open, clock: process.clock, owner: process.name, name: process.name },
      places,
      hostFor: () => Promise.resolve({ update, adopt, stillRuns }),
      told: ({ kind }) => {
        if (kind === 'begun') running += 1;
        if (kind === 'ended') running -= 1;
        this.most.set(process.name, Math.max(running, this.most.get(process.name) ?? 0));
      },
    });
    this.#left.set(process.name, () => server.leave());
    await server.run(new AbortController().signal);
  }

  kill(at: number, willMs: number | null): void {
    const process = this.processes[at % this.processes.length];
    if (process === undefined) return;
    process.isDead = true;
    this.broker.lose(process.name, willMs);
  }

  stop(at: number): void {
    this.#left.get(`p${at % this.processes.length}`)?.();
  }

  partition(at: number, ms: number): void {
    this.broker.partition(`p${at % this.processes.length}`, ms);
  }
}

const faults = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 20_000 }),
    who: fc.nat(7),
    what: fc.oneof(
      fc.record({
        kind: fc.constant('kill' as const),
        willMs: fc.constantFrom(0, 500, 22_500, null),
      }),
      fc.record({
        kind: fc.constant('partition' as const),
        ms: fc.integer({ min: 100, max: 40_000 }),
      }),
      fc.record({ kind: fc.constant('restart' as const), ms: fc.integer({ min: 10, max: 8_000 }) }),
      fc.record({ kind: fc.constantFrom('lose' as const, 'stop' as const) }),
      fc.record({ kind: fc.constantFrom('coordinate' as const, 'take-over' as const) }),
      fc.record({ kind: fc.constant('serve' as const), places: fc.integer({ min: 1, max: 3 }) }),
    ),
  }),
  { maxLength: 8 },
);

type Faults = typeof faults extends fc.Arbitrary<infer T> ? T : never;

/** All of the faults, and then a coordinator and a runner that nothing happens to: what it ends with. */
async function suffer(world: World, plan: Faults, places: number): Promise<SharedEnd> {
  const { signal } = new AbortController();
  void world.coordinate();
  void world.serve(places);
  void world.serve(1);
  for (const { afterMs, who, what } of plan) {
    await world.clock.sleep(afterMs, signal);
    switch (what.kind) {
      case 'kill':
        world.kill(who, what.willMs);
        break;
      case 'partition':
        world.partition(who, what.ms);
        break;
      case 'restart':
        world.broker.restart(what.ms);
        break;
      case 'lose':
        world.broker.lose(`p${who}`, 0);
        break;
      case 'stop':
        world.stop(who);
        break;
      case 'serve':
        void world.serve(what.places);
        break;
      case 'coordinate':
      case 'take-over':
        void world.coordinate(what.kind === 'take-over');
    }
  }
  await world.clock.sleep(1, signal);
  const late = world.clock.sleep(LONGEST_MS, signal).then(() => {
    throw new Error('it does not end');
  });
  void world.serve(places);
  return Promise.race([world.coordinate(), late]);
}

/** All devices one after another, each adopted after a kill, and then some. */
const LONGEST_MS = 900_000;

const shapes = {
  seed: fc.nat(),
  waves: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  atOnce: fc.integer({ min: 1, max: 4 }),
  places: fc.integer({ min: 1, max: 3 }),
  faults,
};

/** What records say is what devices are. */
function expectTruth({ rollOut }: SharedEnd, devices: World['devices']): void {
  for (const [id, record] of rollOut?.records ?? []) {
    const { isNew } = devices.get(id) ?? { isNew: null };
    if (record.state === 'committed' || record.state === 'skipped')
      expect([id, record.state, isNew]).toEqual([id, record.state, true]);
    if (record.state === 'went-back')
      expect([id, record.state, isNew]).toEqual([id, record.state, false]);
    expect([id, record.state]).not.toEqual([id, 'under-way']);
  }
}

describe('a roll-out by runners, whatever happens to them, to coordinators and to the broker', () => {
  it('brings a good firmware to every device, begins none that another one has under way, and tells the truth', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...shapes, count: fc.integer({ min: 1, max: 8 }) }),
        async ({ count, places, ...shape }) => {
          const world = new World({ ...shape, bad: Array.from({ length: count }, () => false) });
          const end = await world.clock.run(suffer(world, shape.faults, places));
          expect(end.step.state).toBe('completed');
          const states = [...world.devices.values()].map(({ isNew, refusals }) => [
            isNew,
            refusals,
          ]);
          expect(states).toEqual(states.map(() => [true, 0]));
          expectTruth(end, world.devices);
          for (const most of world.most.values()) expect(most).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 80 },
    );
  }, 240_000);

  it('exposes no more devices to a bad firmware than the first wave has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...shapes, count: fc.integer({ min: 1, max: 12 }) }),
        async ({ count, places, ...shape }) => {
          const world = new World({ ...shape, bad: Array.from({ length: count }, () => true) });
          const end = await world.clock.run(suffer(world, shape.faults, places));
          const exposed = [...world.devices.values()].filter(({ isExposed }) => isExposed);
          expect(exposed.length).toBeLessThanOrEqual(shape.waves[0] ?? 0);
          expect(end.step.state).toBe('halted');
          expectTruth(end, world.devices);
        },
      ),
      { numRuns: 80 },
    );
  }, 240_000);
});
