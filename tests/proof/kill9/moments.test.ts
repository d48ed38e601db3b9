import { describe, expect, it } from 'vitest';
import { drawMoments, formatRoundId, parseRoundId, STAGES } from './moments.ts';

const idsOf = (profile: string, times: number, seed: number): readonly string[] =>
  drawMoments(profile, times, seed).map((moment) => formatRoundId(profile, moment));

describe('the moments of kills', () => {
  it('are the same for the same seed and others for another profile', () => {
    expect(idsOf('esp32', 20, 5)).toEqual(idsOf('esp32', 20, 5));
    expect(idsOf('esp32', 20, 5)).not.toEqual(idsOf('esp32', 20, 6));
    const names = (profile: string) => drawMoments(profile, 20, 5).map(({ stage }) => stage.name);
    expect(names('esp32')).not.toEqual(names('stm32'));
  });

  it('are each stage once before one comes again', () => {
    const names = drawMoments('stm32', 20, 1).map(({ stage }) => stage.name);
    expect(new Set(names.slice(0, STAGES.length))).toEqual(new Set(STAGES.map(({ name }) => name)));
  });

  it('are those of moving images only where images are moved', () => {
    const names = drawMoments('rs14100', 40, 1).map(({ stage }) => stage.name);
    expect(names).not.toContain('move');
  });

  it.each([1, 2, 3, 4, 5])('are of three one in each third of an update, seed %i', (seed) => {
    const [writing, ending, starting] = drawMoments('stm32-mixed', 3, seed).map(
      ({ stage }) => stage.name,
    );
    expect(writing).toMatch(/^begin$|%$/);
    expect(ending).toMatch(/^(end|staged)$/);
    expect(starting).toMatch(/^(merge|move|first-boot|commit)$/);
  });

  it('are found again by their ids', () => {
    for (const moment of drawMoments('esp32c3', 40, 3)) {
      const id = formatRoundId('esp32c3', moment);
      expect(parseRoundId(id)).toEqual({ profile: 'esp32c3', moment });
    }
    for (const id of ['', 'esp32', 'esp32:end', 'esp32:never+1', 'esp32:end+x'])
      expect(parseRoundId(id)).toBeNull();
  });
});
