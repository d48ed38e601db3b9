/** What opens the panels beside a state; their own words come with them. */
export const panelWords = {
  label: 'Panels',
  console: 'Device console',
  link: 'Why this speed',
  /** Beside the console. */
  noLog: 'no log over Bluetooth',
} as const;
