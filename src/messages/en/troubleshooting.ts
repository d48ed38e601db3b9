/** What every page of possible causes shares. */
export default {
  tag: 'Not connected',
  list: 'Possible causes, most likely first',
  likely: 'Likely',
  nothingChanged: 'Nothing has changed.',
  nothingSent: 'No firmware was sent.',
  copy: 'Copy',
  copied: 'Copied.',
};
