import type { Attachment } from 'svelte/attachments';

/** An open menu is closed by a press elsewhere, and by Escape, which gives the focus back to its button. */
export const closedOutside: Attachment<HTMLDetailsElement> = (menu) => {
  const press = ({ target }: Event): void => {
    if (target instanceof Node && !menu.contains(target)) menu.open = false;
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !menu.open) return;
    menu.open = false;
    menu.querySelector('summary')?.focus();
  };
  addEventListener('pointerdown', press);
  addEventListener('keydown', key);
  return () => {
    removeEventListener('pointerdown', press);
    removeEventListener('keydown', key);
  };
};
