/** The keys that people trust, and how one comes from or goes to another device by QR code. */
import english from './en/trusted-keys.ts';
import { texts } from './locale.ts';

export const trustedKeyWords = texts('trustedKeys', english);
