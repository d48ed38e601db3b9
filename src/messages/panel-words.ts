/** What opens the panels beside a state; their own words come with them. */
export const panelWords = {
  label: 'Panels',
  console: 'Device console',
  link: 'Why this speed',
  /** Beside the console. */
  noLog: (overAir: boolean) => (overAir ? 'no log over Bluetooth' : 'no log over the network'),
} as const;
