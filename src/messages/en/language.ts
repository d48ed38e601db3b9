/** The choice of the language, in the Display menu. */
export default {
  label: 'Language',
  browser: 'As the browser',
  reloads: 'A choice reloads the page.',
  waits: 'It can be changed when no update runs.',
  notKept: 'This browser keeps no choices for this page: the language is the browser’s.',
};
