/** Most updates are written. */
export const openDeliveryPanel = () => import('../DeliveryPanel.svelte');

/** Few devices ask. */
export const openSignInCard = () => import('./SignInCard.svelte');

/** What is shown when the link is lost: asked for when the writing begins, for then the network may be, too. */
export const openPausedCard = () => import('./PausedCard.svelte');

/** The cards of what comes after the restart: nobody needs them on the first screen. */
export async function openLaterCards() {
  const [trial, lost, late] = await Promise.all([
    import('./TrialCard.svelte'),
    import('./LostTrialCard.svelte'),
    import('./LateCard.svelte'),
  ]);
  return { TrialCard: trial.default, LostTrialCard: lost.default, LateCard: late.default };
}
