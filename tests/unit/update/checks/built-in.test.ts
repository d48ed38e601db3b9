import { describe, expect, it } from 'vitest';
import { verdictOfChecks } from '../../../../src/contracts/product-check.ts';
import { builtInChecks } from '../../../../src/update/checks/built-in.ts';
import type { BuiltInFacts } from '../../../../src/update/checks/built-in.ts';
import type { HealthCheck } from '../../../../src/update/events.ts';

const info: BuiltInFacts['before']['info'] = {
  ...{ id: 'esp32_0A1B2C', app: 'demo', fw_version: '1.0.0', fw_id: 'b1', mac: '30AEA40A1B2C' },
  ...{ arch: 'esp32', uptime: 100, ram_free: 200_000 },
};
const boot = {
  active_slot: 0,
  is_committed: true,
  revert_slot: 1,
  commit_timeout: 0,
  scheme: null,
};
const before: BuiltInFacts['before'] = { info, boot };
const target = { version: '1.1.0', buildId: 'b2' };
const steady: HealthCheck = { answeredInMs: 20, restarted: false };
const running = { ...info, fw_version: '1.1.0', fw_id: 'b2', uptime: 48, ram_free: 190_000 };

const reports = (
  said: Partial<typeof info> = {},
  { health = steady, ...own }: Partial<BuiltInFacts> = {},
) =>
  builtInChecks({
    target,
    before,
    after: { info: { ...running, ...said }, boot: { ...boot, active_slot: 1 } },
    health,
    ...own,
  });
const stateOf = (kind: string, list = reports()) => list.find((one) => one.kind === kind)?.state;

describe('what every firmware on trial is checked for', () => {
  it('passes when it runs as sent, steadily, and with its memory', () => {
    expect(reports().map(({ kind }) => kind)).toEqual([
      ...['version', 'build', 'slot', 'restart', 'memory', 'answers'],
    ]);
    expect(verdictOfChecks(reports())).toBe('green');
  });

  it.each([
    ['version', reports({ fw_version: '1.0.9' })],
    ['build', reports({ fw_id: 'other' })],
    ['slot', reports({}, { after: { info: running, boot } })],
    ['restart', reports({}, { health: { ...steady, restarted: true } })],
    ['memory', reports({ ram_free: 139_999 })],
    ['answers', reports({}, { health: { ...steady, answeredInMs: 2_001 } })],
  ])('fails by its %s alone', (kind, list) => {
    expect(list.filter(({ state }) => state === 'failed').map((one) => one.kind)).toEqual([kind]);
    expect(verdictOfChecks(list)).toBe('red');
  });

  it('lets 70 % of the memory and an answer after 2 s pass', () => {
    expect(stateOf('memory', reports({ ram_free: 140_000 }))).toBe('passed');
    const slow = reports({}, { health: { ...steady, answeredInMs: 2_000 } });
    expect(stateOf('answers', slow)).toBe('passed');
  });

  it('waits for 30 s without a restart, and for the first answer', () => {
    expect(stateOf('restart', reports({ uptime: 29 }))).toBe('waiting');
    expect(stateOf('restart', reports({ uptime: 30 }))).toBe('passed');
    const asked = builtInChecks({ target, before, after: { info: running, boot }, health: null });
    expect(stateOf('answers', asked)).toBe('waiting');
    expect(verdictOfChecks(reports({ uptime: 5 }))).toBe('open');
  });

  it('does not fail on what is not reported', () => {
    const { id, app, mac, arch, uptime, fw_version, fw_id } = running;
    const silent = { ...{ id, app, mac, arch, uptime }, fw_version, fw_id };
    const list = reports({}, { after: { info: silent, boot: null } });
    expect(stateOf('memory', list)).toBe('not-told');
    expect(stateOf('slot', list)).toBeUndefined();
    expect(verdictOfChecks(list)).toBe('green');
  });

  it('looks at the network where there was one before', () => {
    const net = { info: { ...info, wifi: { sta_ip: '10.0.0.7' } }, boot };
    const at = (sta_ip: string) => reports({ wifi: { sta_ip } }, { before: net });
    expect(stateOf('network', at('10.0.0.9'))).toBe('passed');
    expect(stateOf('network', at(''))).toBe('failed');
    expect(stateOf('network', reports({}, { before: net }))).toBe('failed');
    const byCable = reports({ eth: { ip: '10.0.0.8' } }, { before: net });
    expect(stateOf('network', byCable)).toBe('passed');
    expect(stateOf('network', reports({ wifi: { sta_ip: '10.0.0.9' } }))).toBeUndefined();
  });
});
