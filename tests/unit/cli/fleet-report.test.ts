import { describe, expect, it } from 'vitest';
import {
  createFleetJson,
  createFleetText,
  fleetExitStatus,
  fleetOutcome,
} from '../../../src/cli/fleet/fleet-report.ts';
import type { FleetReport } from '../../../src/cli/fleet/fleet-report.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { JobEnd } from '../../../src/fleet/device-record.ts';
import { RollOut } from '../../../src/fleet/roll-out.ts';
import { rollOutPlan } from '../../support/fleet/plan.ts';
import { HOSTILE, RAW } from '../../support/hostile-text.ts';

const back = toFailure(
  OtaError.from(
    new OtaError('update/rolled-back', { from: '1.0.0', to: '1.1.0', why: 'not-seen' }),
  ),
);

function told(
  create: (write: (text: string) => void) => FleetReport,
  { id = 'pump', ends = [{ kind: 'committed' }] as readonly JobEnd[] } = {},
) {
  let text = '';
  const report = create((piece) => void (text += piece));
  const rollOut = new RollOut(rollOutPlan(ends.length, {}, id));
  report.begin(rollOut);
  const step = rollOut.next(0);
  report.event({ type: 'step', step });
  for (const [at, device] of step.start.entries()) {
    report.event({ type: 'record', device, record: rollOut.begin(device.id, 0) });
    const end = ends[at] ?? { kind: 'committed' };
    report.event({ type: 'record', device, record: rollOut.settle(device.id, end, 1) });
  }
  const outcome = fleetOutcome(rollOut, rollOut.next(1), 2.5);
  report.end(outcome);
  return { text, outcome };
}

describe('the report of a roll-out', () => {
  it('tells people what became of each device, and counts at the end', () => {
    const { text, outcome } = told(createFleetText, {
      ends: [{ kind: 'committed' }, { kind: 'went-back', failure: back }],
    });
    const lines = text.trim().split('\n');
    expect(lines[0]).toBe('2 devices, in waves of 2. Stops at 3 failures.');
    expect(lines).toContain('pump0: committed');
    expect(lines.find((line) => line.startsWith('pump1: went back. '))).toContain('1.0.0');
    expect(lines.at(-1)).toBe('Done: 1 committed, 1 went back.');
    expect(fleetExitStatus(outcome)).toBe(3);
  });

  it('is one JSON object a line for scripts, the outcome last', () => {
    const { text } = told(createFleetJson);
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ event }) => event)).toEqual([
      'plan',
      'step',
      'device',
      'device',
      undefined,
    ]);
    expect(lines.at(-1)).toMatchObject({
      result: 'completed',
      committed: 1,
      seconds: 2.5,
      devices: { pump0: { result: 'committed', wave: 1, tries: 1, failure: null } },
    });
    expect(text).not.toContain('trace');
  });

  it('says how many runners there are, for how many devices at once', () => {
    const lines: string[] = [];
    const report = createFleetText((text) => void lines.push(text.trim()));
    report.runners({ runners: 0, places: 0 });
    report.runners({ runners: 1, places: 1 });
    report.runners({ runners: 2, places: 40 });
    expect(lines).toEqual([
      'No runner is there: no device is started until one is.',
      '1 runner is there, for 1 device at once.',
      '2 runners are there, for 40 devices at once.',
    ]);
  });

  it('lets no name of a device write lines of its own or hide anything', () => {
    for (const id of Object.values(HOSTILE)) {
      for (const create of [createFleetText, createFleetJson]) {
        const { text } = told(create, { id });
        for (const line of text.trimEnd().split('\n')) expect(line).not.toMatch(RAW);
      }
    }
  });

  it('has an exit status of its own for a roll-out that halted', () => {
    const { outcome } = told(createFleetJson);
    expect(fleetExitStatus(outcome)).toBe(0);
    expect(fleetExitStatus({ ...outcome, offline: 1 })).toBe(3);
    expect(fleetExitStatus({ ...outcome, result: 'halted' })).toBe(4);
    expect(fleetExitStatus({ ...outcome, result: 'stopped' })).toBe(3);
  });
});
