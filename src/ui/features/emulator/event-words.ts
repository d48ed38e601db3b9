import { EVENT_WORDS as WORDS } from '../../../messages/emulator-words.ts';
import { outside } from '../../../messages/outside-text.ts';
import type { LoggedEvent } from '../../../workers/api.ts';

/** What happened between flash operations, as one line; `labelOf` names a slot. */
export function eventWords(event: LoggedEvent, labelOf: (slot: number) => string): string {
  switch (event.event) {
    case 'boot': {
      const words = event.first ? WORDS.firstBoot : WORDS.boot;
      return words(outside(event.version), labelOf(event.slot));
    }
    case 'reverted':
      return WORDS.reverted(outside(event.version));
    case 'bricked':
      return WORDS.bricked;
    case 'committed':
      return WORDS.committed(outside(event.version));
    case 'power':
      return event.on ? WORDS.powerOn : WORDS.powerOff;
    case 'update':
      return updateWords(event, labelOf);
    default:
      return event satisfies never;
  }
}

function updateWords(
  event: Extract<LoggedEvent, { event: 'update' }>,
  labelOf: (slot: number) => string,
): string {
  const slot = event.slot === undefined ? '' : labelOf(event.slot);
  switch (event.state) {
    case 'begin':
      return WORDS.begin(slot);
    case 'manifest':
      return WORDS.manifest(outside(`${event.name ?? ''} ${event.version ?? ''}`.trim()));
    case 'progress':
    case 'verified':
      return WORDS.verified(outside(event.part ?? ''));
    case 'staged':
      return WORDS.staged(slot);
    case 'failed':
      return WORDS.failed(outside(event.message ?? ''));
    default:
      return event.state satisfies never;
  }
}
