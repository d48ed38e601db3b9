import { beforeAll, describe, expect, it } from 'vitest';
import { openRecordingFile } from '../../../../../../src/workers/open-recording.ts';
import type { OpenedRecording } from '../../../../../../src/workers/api.ts';
import { recordedCard } from '../../../../../../src/ui/features/update/replay/recorded-card.ts';
import {
  framesAround,
  stepsOf,
} from '../../../../../../src/ui/features/update/replay/recorded-steps.ts';
import { RecordingView } from '../../../../../../src/ui/features/update/replay/recording-view.svelte.ts';
import { recordUpdate } from '../../../../../support/recorder/recorded.ts';
import { bundleNamed, setUpUpdate } from '../../../../../support/update/update-harness.ts';
import { quiet } from '../../../../../support/virtual-clock.ts';

let text: string;
let opened: OpenedRecording;

beforeAll(async () => {
  const bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
  text = (await recordUpdate(setUpUpdate({ behaviour: 'hangs-at-once' }), bundle)).text;
  const deps = { name: 'r.json', rest: quiet, onStep: () => undefined };
  opened = await openRecordingFile(new Blob([text]), deps);
});

/** A view whose thread answers with what was opened. */
const viewOf = (wait: () => Promise<void> = () => Promise.resolve()) =>
  new RecordingView({
    open: () => ({
      replay: () => Promise.resolve({ ok: true, value: opened }),
      terminate: () => undefined,
    }),
    wait,
  });
const file = () => new File([text], 'r.json');

describe('a recording that is opened', () => {
  it('has a step for each state, which shows what the card showed', () => {
    const steps = stepsOf(opened);
    expect(opened.replayed?.difference).toBeNull();
    expect(steps).toHaveLength(opened.states.length);
    const headlines = steps.map((step) => recordedCard(step, opened).words.headline);
    expect(headlines.at(-1)).toMatch(/is back on 1\.0\.0/);
    expect(new Set(headlines).size).toBeGreaterThan(4);
    const half = steps.find((step) => (recordedCard(step, opened).done ?? 0) > 0.5);
    expect(half?.kind).toBe('running');
  });

  it('lists the frames around a moment, those that had passed by then marked', () => {
    const around = framesAround(opened.frames, 0);
    expect(around.length).toBeGreaterThan(6);
    expect(around.some(({ isPast }) => isPast)).toBe(true);
    expect(around.every(({ at, isPast }) => isPast === at <= 0)).toBe(true);
  });

  it('begins with how it ended, goes no further than its ends, and plays from the beginning', async () => {
    const view = viewOf();
    await view.open(file());
    const last = opened.states.length - 1;
    expect(view.index).toBe(last);
    view.show(last + 5);
    expect(view.index).toBe(last);
    view.show(-1);
    expect(view.index).toBe(0);
    await view.play();
    expect(view.index).toBe(last);
    expect(view.playing).toBe(false);
  });

  it('stops where it is by the same press, and closes', async () => {
    let go: () => void = () => undefined;
    const view = viewOf(() => new Promise((resolve) => (go = resolve)));
    await view.open(file());
    view.show(2);
    const played = view.play();
    expect(view.playing).toBe(true);
    void view.play();
    go();
    await played;
    expect(view.index).toBe(2);
    view.close();
    expect(view.state.kind).toBe('none');
  });
});
