/** Where a device or a broker asks who calls. */

export default {
  tag: 'Sign-in needed',
  device: {
    title: (device: string) => `Sign in · ${device}`,
    headline: 'The device asks for a password',
    refused: 'The device refuses this user or this password',
    lead: 'Enter a user and a password that the device knows.',
    safe: 'The device is unchanged.',
    safety: 'Nothing was sent.',
  },
  user: 'User',
  password: 'Password',
  show: 'Show password',
  keep: 'Keep in this browser',
  kept: 'It is kept as you typed it: whoever uses this browser can sign in.',
  notKept: 'It is forgotten when this page is closed.',
  signIn: 'Sign in',
  faults: {
    user: 'Enter the user.',
    password: 'Enter the password.',
  },
  wait: (at: string) => `Next try at ${at}: some devices lock after several wrong passwords.`,
  disconnect: 'Disconnect',
};
