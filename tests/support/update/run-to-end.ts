import type { UpdateEvent, UpdateResult } from '../../../src/update/events.ts';

/** Takes every step of an update; `onEvent` hears each event as it comes. */
export async function runToEnd(
  steps: AsyncGenerator<UpdateEvent, UpdateResult, void>,
  onEvent: (event: UpdateEvent) => void = () => undefined,
): Promise<{ readonly events: readonly UpdateEvent[]; readonly result: UpdateResult }> {
  const events: UpdateEvent[] = [];
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return { events, result: step.value };
    events.push(step.value);
    onEvent(step.value);
  }
}
