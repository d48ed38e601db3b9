import type { Failure } from '../../contracts/failure.ts';
import type { CallAnswer } from '../../contracts/link-log.ts';
import { isReading } from '../../contracts/reading-methods.ts';
import type { AskUpdater } from './link-watch.svelte.ts';

export type CallState =
  | { readonly kind: 'none' }
  | { readonly kind: 'calling' }
  | { readonly kind: 'answered'; readonly answer: CallAnswer }
  | { readonly kind: 'failed'; readonly method: string; readonly failure: Failure };

/** Why a call cannot be made now. */
export type CallObstacle = 'no-method' | 'not-json' | 'busy' | 'update-runs';

/** A call that a person makes: what is typed, whether it may be sent, what came back. */
export class HandCall {
  readonly #ask: AskUpdater;
  method = $state('Sys.GetInfo');
  args = $state('');
  #state = $state.raw<CallState>({ kind: 'none' });

  constructor(ask: AskUpdater) {
    this.#ask = ask;
  }

  get state(): CallState {
    return this.#state;
  }

  get argsAreJson(): boolean {
    return paramsOf(this.args) !== undefined;
  }

  /** null = it may be called. */
  obstacle(updateRuns: boolean): CallObstacle | null {
    const method = this.method.trim();
    if (method === '') return 'no-method';
    if (!this.argsAreJson) return 'not-json';
    if (this.#state.kind === 'calling') return 'busy';
    return updateRuns && !isReading(method) ? 'update-runs' : null;
  }

  async call(): Promise<void> {
    const method = this.method.trim();
    const params = paramsOf(this.args);
    if (method === '' || params === undefined || this.#state.kind === 'calling') return;
    this.#state = { kind: 'calling' };
    const outcome = await this.#ask((updater) => updater.callDevice(method, params));
    this.#state = outcome.ok
      ? { kind: 'answered', answer: outcome.value }
      : { kind: 'failed', method, failure: outcome.failure };
  }
}

/** null = none were typed; undefined = what was typed is no JSON yet. */
function paramsOf(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // somebody is still typing
  }
}
