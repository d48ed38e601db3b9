/** Words that every troubleshooting page shares. */
import english from './en/troubleshooting.ts';
import { texts } from './locale.ts';

export const troubleshootingWords = texts('troubleshooting', english);
