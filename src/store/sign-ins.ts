import type { SignInTarget } from '../contracts/sign-in.ts';
import { beginChange, SIGN_INS, soundOf } from './schema.ts';
import type { KeptSignIn, OnDamaged, SlipwayStore } from './schema.ts';

/** In place of what was kept for the same place. */
export async function keepSignIn(store: SlipwayStore, signIn: KeptSignIn): Promise<void> {
  await store.put('signIns', signIn);
}

/** null: nothing is kept, or it is damaged. */
export async function signInFor(
  store: SlipwayStore,
  at: SignInTarget,
  place: string,
  onDamaged: OnDamaged,
): Promise<KeptSignIn | null> {
  const kept: unknown = await store.get('signIns', [at, place]);
  const [signIn = null] = soundOf(kept === undefined ? [] : [kept], SIGN_INS, onDamaged);
  return signIn;
}

/** Also what is damaged. */
export async function dropSignIns(
  store: SlipwayStore,
  isOver: (at: string, place: string) => boolean,
): Promise<void> {
  const change = beginChange(store, 'signIns');
  for (const key of await change.store.getAllKeys())
    if (isOver(...key)) await change.store.delete(key);
  await change.done;
}
