/** What a device's boot loader survives, as the window and its words have it. */
export type { BootSafety } from '../ota-core/boot/boot-scheme.ts';
