import { describe, expect, it } from 'vitest';
import { bundleNamed } from '../../support/update/update-harness.ts';
import {
  DRY_RUN_LINKS,
  dryRun,
  keptOf,
  missOf,
  realRun,
} from '../../support/rehearsal/dry-run-links.ts';

const BUNDLE = 'demo-esp32-1.1.0.zip';
const NEXT = 'demo-esp32-2.0.0.zip';
/** Of the real time. */
const MOST_MISS = 0.1;

const OURS = { timing: 'typical', namesScheme: true } as const;

const bedOf = (name: string, setup: object) => {
  const make = DRY_RUN_LINKS[name];
  if (make === undefined) throw new Error(`no link ${name}`);
  return make(setup);
};

describe('the time that a dry run foretells', () => {
  it.each(Object.keys(DRY_RUN_LINKS))(
    'is within a tenth of what the update then takes, over %s',
    async (name) => {
      const bed = bedOf(name, OURS);
      const bundle = await bundleNamed(BUNDLE);
      const { foretold, link } = await dryRun(bed, bundle);
      const real = await realRun(bed, bundle);
      const figures = JSON.stringify({ foretold, real, callMs: link.callMs, unitMs: link.unitMs });
      expect(foretold, figures).toMatchObject({ basis: 'link', restart: 'emulated' });
      expect(missOf(foretold.writingMs, real.writingMs), figures).toBeLessThanOrEqual(MOST_MISS);
      expect(missOf(foretold.wholeMs ?? 0, real.wholeMs), figures).toBeLessThanOrEqual(MOST_MISS);
    },
  );

  it('follows an earlier update of the device, whose flash is slower than usual', async () => {
    const bed = bedOf('serial 921600, adapter 1 ms', { timing: 'worst' });
    const [first, next] = [await bundleNamed(BUNDLE), await bundleNamed(NEXT)];
    const before = await dryRun(bed, first);
    expect(before.foretold).toMatchObject({ basis: 'link', restart: 'none', wholeMs: null });
    const real = await realRun(bed, first);
    expect(missOf(before.foretold.writingMs, real.writingMs)).toBeGreaterThan(MOST_MISS);
    const { foretold } = await dryRun(bed, next, keptOf(before.link, first, real));
    expect(foretold.restart).toBe('device');
    expect(foretold.wholeMs).not.toBeNull();
  });

  it('goes by the link as it is now, where the earlier update went over another one', async () => {
    const bundle = await bundleNamed(BUNDLE);
    const bed = bedOf('WebSocket, 5 ms', OURS);
    const { link, foretold } = await dryRun(bed, bundle);
    const slow = { writingMs: 20 * foretold.writingMs, wholeMs: 0, restartMs: 4_000 };
    const again = await dryRun(bed, bundle, keptOf(link, bundle, slow));
    expect(again.foretold).toMatchObject({ basis: 'link', restart: 'device' });
    expect(again.foretold.writingMs).toBeCloseTo(foretold.writingMs);
  });
});

describe('a measured link', () => {
  it('has the bits of a line and the wait of its adapter apart', async () => {
    const { link } = await dryRun(
      bedOf('serial 115200, adapter 16 ms', OURS),
      await bundleNamed(BUNDLE),
    );
    const bitsMs = 10_000 / 115_200;
    expect(link.unitMs / bitsMs).toBeGreaterThan(0.95);
    expect(link.unitMs / bitsMs).toBeLessThan(1.1);
    expect(link.callMs).toBeGreaterThan(16);
    expect(link.callMs).toBeLessThan(30);
  });

  it('of a network is its round trip, whatever a question carries', async () => {
    const { link } = await dryRun(bedOf('WebSocket, 5 ms', OURS), await bundleNamed(BUNDLE));
    expect(link.callMs).toBeCloseTo(7);
    expect(link.unitMs).toBe(0);
    expect(link.connectMs).toBe(5);
  });
});
