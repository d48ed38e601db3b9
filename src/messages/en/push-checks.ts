/** What `push` tells of the checks of a firmware on trial. */
import grammar from './grammar.ts';

const checks = (count: number): string => grammar.count(count, 'check', 'checks');

export default {
  pushChecks: {
    /** `own`: of them, those of the product. */
    begin: (count: number, own: number) =>
      `${checks(count)} before it is kept${own === 0 ? '' : `, ${own} of this product`} …`,
    passed: (name: string, value: string) => `Passed: ${name}${value === '' ? '' : ` (${value})`}.`,
    failed: (name: string, of: { readonly wanted: string; readonly now: string }) =>
      `Not passed: ${name}. Expected: ${of.wanted}. Now: ${of.now}.`,
    allPassed: (count: number) => `All ${checks(count)} passed.`,
    /** What happens if nobody does anything. */
    red: {
      kept: 'It is kept when all of them pass.',
      'told-back': 'Asked once more; if that stays, the device is told to go back.',
      'goes-back': 'It is not kept. The device goes back by itself.',
    },
  },
};
