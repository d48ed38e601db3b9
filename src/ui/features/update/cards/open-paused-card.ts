/** Asked for when the writing begins: when the link is lost, the network may be, too. */
export const openPausedCard = () => import('./PausedCard.svelte');
