/** The fixed words that are there from the start: of the Update screen and what is around it, and of a report. */
import reportEnglish from './en/report.ts';
import screenEnglish from './en/screen.ts';
import { texts } from './locale.ts';

/** The Update screen, its parts and the frame around it. */
export const screenWords = texts('screen', screenEnglish.screen);

/** What opens the panels beside a state; their own words come with them. */
export const panelWords = texts('panel', screenEnglish.panel);

/** The line under the bar of other screens while an update runs. */
export const statusBarWords = texts('statusBar', screenEnglish.statusBar);

/** The panel that shows and breaks the practice device. */
export const practiceWords = texts('practice', screenEnglish.practice);

/** The firmwares that travel with the app. */
export const sampleWords = texts('sample', screenEnglish.sample);

/** The head of a saved report: what a person reads before the data. */
export const reportWords = texts('report', reportEnglish.report);
