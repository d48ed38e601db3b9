/** What the browser keeps for this page, and for how long. */
export default {
  ask: 'Keep in this browser',
  /** By what the browser answered. */
  says: {
    unknown: '',
    missing:
      'This browser cannot promise to keep Slipway’s data; it may clear it when space is short.',
    'may-go':
      'The browser may clear known devices, history, the practice chip and the offline page when space is short.',
    asking: 'The browser is asked. It may ask you.',
    held: 'This browser keeps Slipway’s data until you clear it.',
    refused:
      'The browser has not agreed: it may clear Slipway’s data when space is short. Some agree once the page is installed or bookmarked.',
    failed: 'The browser did not say whether it keeps Slipway’s data.',
  },
};
