import type { LinkBatch } from '../../../contracts/link-log.ts';
import type { UpdateState } from '../../state/update-state.svelte.ts';

/** A thread that does not answer within this has nothing to add: the report is saved without its record. */
const ANSWERS_WITHIN_MS = 2_000;

/** What passed on the links to the device; null = nobody knows any more. */
export async function recordOfLinks(update: Pick<UpdateState, 'ask'>): Promise<LinkBatch | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ANSWERS_WITHIN_MS);
  });
  const asked = update.ask((updater) => updater.linkLog(0));
  const outcome = await Promise.race([asked, late]);
  clearTimeout(timer);
  return outcome?.ok === true ? outcome.value : null;
}
