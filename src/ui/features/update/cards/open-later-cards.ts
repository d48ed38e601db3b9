/** The cards of what comes after the restart: nobody needs them on the first screen. */
export async function openLaterCards() {
  const [{ default: TrialCard }, { default: LateCard }] = await Promise.all([
    import('./TrialCard.svelte'),
    import('./LateCard.svelte'),
  ]);
  return { TrialCard, LateCard };
}
