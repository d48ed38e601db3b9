/** FS.* of the running filesystem (rpc-methods.md#fs): names are flat, a file is there whole or not at all. */
import type { CallAct } from './act.ts';
import type { DeviceFacts } from './device-facts.ts';
import { failsWith, OK } from './expected-reply.ts';
import { withSlot, type ModelState } from './model-state.ts';
import { just, type Prediction } from './predict.ts';
import type { Files } from '../power-cut/files.ts';

type FileAct = Extract<CallAct, { readonly kind: 'put' | 'remove' | 'rename' | 'get' }>;

const NO_SUCH_FILE = failsWith(400);
const REFUSED = failsWith(500);

export function answerFile(
  facts: DeviceFacts,
  state: ModelState,
  act: FileAct,
): readonly Prediction[] {
  const slot = state.durable.slots[state.ram.slot];
  const { files } = slot;
  const found = files[act.name];
  // A full filesystem refuses, and loses nothing.
  const full = facts.isTight(slot) ? just(state, REFUSED) : [];
  switch (act.kind) {
    case 'get':
      if (found === undefined) return just(state, NO_SUCH_FILE);
      return just(state, { kind: 'result', value: { data: found, left: 0 } });
    case 'put': {
      const written = { ...files, [act.name]: Buffer.from(act.text).toString('base64') };
      return [changed(state, written), ...full];
    }
    case 'remove':
      return found === undefined
        ? just(state, REFUSED)
        : [changed(state, without(files, act.name))];
    case 'rename': {
      if (found === undefined) return just(state, REFUSED);
      return [changed(state, { ...without(files, act.name), [act.to]: found }), ...full];
    }
  }
}

const without = (files: Files, name: string): Files =>
  Object.fromEntries(Object.entries(files).filter(([known]) => known !== name));

function changed(state: ModelState, files: Files): Prediction {
  const durable = withSlot(state.durable, state.ram.slot, { files });
  return { state: { ...state, durable }, reply: OK, trail: [state.durable, durable] };
}
