/** German of the screens that most visits never open. */
import type { LateTexts } from '../catalogue.ts';
import discovery from './discovery.ts';
import fleet from './fleet.ts';
import history from './history.ts';
import interrupted from './interrupted.ts';
import places from './places.ts';
import rollOutChecks from './roll-out-checks.ts';
import keptRollOut from './kept-roll-out.ts';
import recording from './recording.ts';
import rehearsal from './rehearsal.ts';
import productChecks from './product-checks.ts';
import rollOut from './roll-out.ts';
import rollOutReport from './roll-out-report.ts';
import settingsAfter from './settings-after.ts';
import updateRoute from './update-route.ts';

export default {
  discovery,
  fleet,
  history,
  interrupted,
  rollOutChecks,
  keptRollOut,
  places,
  recording,
  rehearsal,
  productChecks,
  rollOut,
  rollOutReport,
  settingsAfter,
  updateRoute,
} satisfies LateTexts;
