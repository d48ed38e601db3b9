/** One that waits for people when it is halted, in virtual time over a broker without faults. */
import { describe, expect, it } from 'vitest';
import { SharedRollOut } from '../../../../src/fleet/shared/share-roll-out.ts';
import type { SharedEnd, SharedEvent } from '../../../../src/fleet/shared/share-roll-out.ts';
import { ModelBroker } from '../../../support/fleet/model-broker.ts';
import { ModelDevice, ModelProcess, modelHost } from '../../../support/fleet/model-fleet.ts';
import { rollOutPlan } from '../../../support/fleet/plan.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const FIRMWARE = [{ platform: 'esp32', app: 'demo', version: '2', sha256: 'a'.repeat(64) }];

/** Two devices, one wave each; no firmware stays on the first. */
function setUp() {
  const clock = new VirtualClock();
  const broker = new ModelBroker(clock, () => 0.5);
  const plan = rollOutPlan(2, {
    waves: [{ kind: 'devices', count: 1 }, { kind: 'rest' }],
    stopAt: { kind: 'devices', count: 1 },
  });
  const devices = new Map(plan.devices.map(({ id }, at) => [id, new ModelDevice(id, at === 0)]));
  const process = new ModelProcess('p', clock);
  const host = modelHost(process, devices, { writesMs: () => 3_000, real: clock });
  const sharedOf = (owner: string, isLead: boolean): SharedRollOut =>
    new SharedRollOut({
      ...{ rollOut: 'house', clock, wallClock: host.wallClock, random: () => 1 },
      ...{ owner, name: owner },
      open: (options) => broker.open(owner, options),
      candidate: isLead
        ? {
            plan: {
              file: { plan, bundles: ['fw.zip'], commitTimeoutMs: 30_000 },
              firmware: FIRMWARE,
            },
            takesOver: false,
          }
        : null,
      host: isLead ? host : null,
      waitsWhenHalted: true,
    });
  return { clock, sharedOf };
}

/** Its events as they come, and its end. */
function follow(shared: SharedRollOut) {
  const events: SharedEvent[] = [];
  const over = new AbortController();
  const end = (async (): Promise<SharedEnd> => {
    const steps = shared.run(over.signal);
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return step.value;
      events.push(step.value);
    }
  })();
  return { events, end, leave: () => over.abort() };
}

/** Time goes on until it is so; a minute of a roll-out with two devices is long. */
async function until(clock: VirtualClock, isSo: () => boolean): Promise<void> {
  for (let waitedMs = 0; !isSo(); waitedMs += 250) {
    expect(waitedMs).toBeLessThan(120_000);
    await clock.advance(250);
  }
}

const halted = (events: readonly SharedEvent[]): boolean =>
  events.some((event) => event.type === 'step' && event.step.state === 'halted');

describe('a roll-out that a broker keeps and that was halted', () => {
  it('waits for people, who may be elsewhere, and goes on when they raise the limit', async () => {
    const { clock, sharedOf } = setUp();
    const [lead, watcher] = [sharedOf('lead', true), sharedOf('watcher', false)];
    const led = follow(lead);
    const watched = follow(watcher);
    await until(clock, () => halted(led.events));
    await clock.advance(60_000);
    expect([lead.standing.kind, watcher.standing]).toEqual(['own', { kind: 'held', name: 'lead' }]);
    expect(watcher.rollOut?.haltReason).toBe('failures');
    await Promise.all([watcher.wish({ moreFailures: 1, passedWaves: 1 }), clock.advance(1_000)]);
    await until(clock, () => watcher.rollOut?.records.get('d1')?.state === 'committed');
    const [one, two] = await Promise.all([led.end, watched.end, clock.advance(20_000)]);
    expect([one.step.state, two.step.state]).toEqual(['completed', 'completed']);
    expect(watcher.control.moreFailures).toBe(1);
  });

  it('ends for all when they stop it', async () => {
    const { clock, sharedOf } = setUp();
    const lead = sharedOf('lead', true);
    const led = follow(lead);
    await until(clock, () => halted(led.events));
    await Promise.all([lead.wish({ stopped: true }), clock.advance(1_000)]);
    const [end] = await Promise.all([led.end, clock.advance(10_000)]);
    expect(end.step.state).toBe('stopped');
    expect(lead.standing.kind).toBe('released');
  });
});
