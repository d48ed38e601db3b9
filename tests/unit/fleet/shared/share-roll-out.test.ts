import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanFile } from '../../../../src/fleet/plan-file.ts';
import type { RollOut } from '../../../../src/fleet/roll-out.ts';
import type { SharedEnd } from '../../../../src/fleet/shared/share-roll-out.ts';
import { SharedRollOut } from '../../../../src/fleet/shared/share-roll-out.ts';
import { createNoise } from '../../../../src/ota-core/flash/fault-plan.ts';
import { ModelBroker } from '../../../support/fleet/model-broker.ts';
import { ModelDevice, ModelProcess, modelHost } from '../../../support/fleet/model-fleet.ts';
import { rollOutPlan } from '../../../support/fleet/plan.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const NAME = 'house';
const FIRMWARE = [{ platform: 'esp32', app: 'demo', version: '2', sha256: 'a'.repeat(64) }];

interface WorldOptions {
  readonly seed: number;
  readonly waves: readonly number[];
  readonly atOnce: number;
  readonly bad: readonly boolean[];
}

/** A fleet, its broker, and processes that are given the same plan. */
class World {
  readonly clock = new VirtualClock();
  readonly devices: ReadonlyMap<string, ModelDevice>;
  readonly broker: ModelBroker;
  readonly processes: ModelProcess[] = [];
  readonly #random: () => number;
  readonly #file: PlanFile;
  readonly #shared = new Map<string, SharedRollOut>();

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

  /** Runs until the roll-out is over for it; never settles when it was killed. */
  async start(takesOver = false): Promise<SharedEnd> {
    const name = `p${this.processes.length}`;
    const process = new ModelProcess(name, this.clock);
    this.processes.push(process);
    const host = modelHost(process, this.devices, {
      writesMs: () => 3_000 + 12_000 * this.#random(),
      real: this.clock,
    });
    const shared = new SharedRollOut({
      rollOut: NAME,
      open: async (options) => {
        // A process that finds no broker ends at once, and is started again.
        while (this.broker.isDown) await process.clock.sleep(1_000, options.signal);
        return this.broker.open(name, {
          ...options,
          message: (topic, text) => {
            if (!process.isDead) options.message(topic, text);
          },
        });
      },
      clock: process.clock,
      wallClock: host.wallClock,
      random: () => Math.floor(this.#random() * 2 ** 20),
      owner: name,
      name,
      candidate: { plan: { file: this.#file, firmware: FIRMWARE }, takesOver },
      host,
    });
    this.#shared.set(name, shared);
    const steps = shared.run(new AbortController().signal);
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return step.value;
    }
  }

  kill(at: number, willMs: number | null): void {
    const process = this.processes[at % this.processes.length];
    if (process === undefined) return;
    process.isDead = true;
    this.broker.lose(process.name, willMs);
  }

  stop(at: number): void {
    this.#shared.get(`p${at % this.processes.length}`)?.stop();
  }

  partition(at: number, ms: number): void {
    this.broker.partition(`p${at % this.processes.length}`, ms);
  }
}

/** What records say is what devices are. */
function expectTruth({ records }: RollOut, devices: World['devices']): void {
  for (const [id, record] of records) {
    const { isNew } = devices.get(id) ?? { isNew: null };
    if (record.state === 'committed' || record.state === 'skipped')
      expect([id, record.state, isNew]).toEqual([id, record.state, true]);
    if (record.state === 'went-back')
      expect([id, record.state, isNew]).toEqual([id, record.state, false]);
    expect([id, record.state]).not.toEqual([id, 'under-way']);
  }
}

const faults = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 20_000 }),
    who: fc.nat(5),
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
      fc.record({ kind: fc.constant('lose' as const) }),
      fc.record({ kind: fc.constant('stop' as const) }),
      fc.record({ kind: fc.constantFrom('start' as const, 'take-over' as const) }),
    ),
  }),
  { maxLength: 8 },
);

type Faults = typeof faults extends fc.Arbitrary<infer T> ? T : never;

/** All of the faults, and then one more process that nothing happens to: what it ends with. */
async function suffer(world: World, plan: Faults): Promise<SharedEnd> {
  const { signal } = new AbortController();
  void world.start();
  void world.start();
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
      case 'start':
      case 'take-over':
        void world.start(what.kind === 'take-over');
    }
  }
  await world.clock.sleep(1, signal);
  const late = world.clock.sleep(LONGEST_MS, signal).then(() => {
    throw new Error('it does not end');
  });
  return Promise.race([world.start(), late]);
}

/** All devices one after another, each adopted after a kill, and then some. */
const LONGEST_MS = 900_000;

const shapes = {
  seed: fc.nat(),
  waves: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
  atOnce: fc.integer({ min: 1, max: 4 }),
  faults,
};

describe('a roll-out with several coordinators, whatever happens to them and to the broker', () => {
  it('brings a good firmware to every device, begins none that another one has under way, and tells the truth', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...shapes, count: fc.integer({ min: 1, max: 8 }) }),
        async ({ count, ...shape }) => {
          const world = new World({ ...shape, bad: Array.from({ length: count }, () => false) });
          const { rollOut, step } = await world.clock.run(suffer(world, shape.faults));
          expect(step.state).toBe('completed');
          const states = [...world.devices.values()].map(({ isNew, refusals }) => [
            isNew,
            refusals,
          ]);
          expect(states).toEqual(states.map(() => [true, 0]));
          if (rollOut !== null) expectTruth(rollOut, world.devices);
        },
      ),
      { numRuns: 80 },
    );
  }, 240_000);

  it('exposes no more devices to a bad firmware than the first wave has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...shapes, count: fc.integer({ min: 1, max: 12 }) }),
        async ({ count, ...shape }) => {
          const world = new World({ ...shape, bad: Array.from({ length: count }, () => true) });
          const { rollOut, step } = await world.clock.run(suffer(world, shape.faults));
          const exposed = [...world.devices.values()].filter(({ isExposed }) => isExposed);
          expect(exposed.length).toBeLessThanOrEqual(shape.waves[0] ?? 0);
          expect(step.state).toBe('halted');
          if (rollOut !== null) expectTruth(rollOut, world.devices);
        },
      ),
      { numRuns: 80 },
    );
  }, 240_000);
});
