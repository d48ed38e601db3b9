/** What opens the panels beside a state; their own words come with them. */
import english from './en/screen.ts';
import { texts } from './locale.ts';

export const panelWords = texts('panel', english.panel);
