/** The end-to-end flows of the Update screen: what a person does there passes in every language. */
import { isFull, sampleOf } from '../../sample.ts';

/** Those that take a few seconds, alike mixed in each third. */
const SHORT = [
  'update',
  'bad-bundles',
  'practice-entry',
  'sample',
  'bluetooth-screens',
  'trouble',
  'power-cut',
  'hostile-names',
  'network',
];

const LONG = [
  'attention',
  'bluetooth-app',
  'carried-on',
  'compare-panel',
  'console',
  'deliveries',
  'device-panel',
  'history',
  'interrupted-cable',
  'interrupted-practice',
  'keyboard',
  'network-places',
  'no-storage',
  'offline',
  'pause',
  'route',
  'screen',
  'serial',
  'serial-identity',
  'settings-after',
  'shadows',
  'sign-in',
  'steady',
];

/** The files of this run: a third of the short ones, by turns with the seed; all flows in a full run. */
export const flowFiles = (
  isFull ? [...SHORT, ...LONG] : sampleOf(SHORT, { matrix: 'flows in German', oneOf: 3 })
).map((name) => `tests/e2e/${name}.e2e.ts`);
