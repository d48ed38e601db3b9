/** Of the rule how long a wave runs before the next one. */
export const SOAK_RULE = 'roll-out-soak';

/** Unfolds the step of the rule of this id, and brings the focus to what is chosen there. */
export function showRule(id: string): void {
  const rule = document.getElementById(id);
  rule?.closest('details')?.setAttribute('open', '');
  rule?.scrollIntoView({ block: 'nearest' });
  rule?.querySelector<HTMLElement>('input:checked')?.focus({ preventScroll: true });
}
