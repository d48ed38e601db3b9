/** The line under the bar of other screens while an update runs. */
import english from './en/screen.ts';
import { texts } from './locale.ts';

export const statusBarWords = texts('statusBar', english.statusBar);
