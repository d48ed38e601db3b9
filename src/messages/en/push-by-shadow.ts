/** What `push` prints of an update by way of a shadow: all of it as the device reports it. */
export default {
  pushByShadow: {
    /** `runs` null: it has not reported what it runs. */
    wanted: (runs: string | null) =>
      `${runs === null ? '' : `As it reports, the device runs ${runs}. `}Its shadow tells it to update. Waiting until it does …`,
    taken: 'The device has taken the address of the file.',
    says: (message: string, percent: number | null) =>
      `The device reports: ${message}${percent === null ? '' : `, ${percent} %`}`,
    applied: (message: string) => `The device reports: ${message}. Waiting for it to be back …`,
    /** `kept` null: it does not say. */
    ended: (version: string, kept: boolean | null) => {
      if (kept === null) return `Done, as the device reports: it runs ${version}.`;
      return kept
        ? `Done, as the device reports: it runs ${version} and keeps it.`
        : `As the device reports, it runs ${version} on trial: keep it with OTA.Commit, or it goes back.`;
    },
    endedUnseen: (message: string) =>
      `The device has reported "${message}", and nothing of what it runs since then.`,
  },

  /** Of the help: a line for each element. */
  pushByShadowHelp: {
    shadow: ['what keeps the shadow of the device: aws, azure, mdash'],
    'shadow-url': [
      'aws: mqtts://ENDPOINT/THING; azure: https://HUB.azure-devices.net/DEVICE;',
      'mdash: https://mdash.net/DEVICE',
    ],
    'shadow-key': [
      'aws: certificate and private key, PEM; azure: connection string of a policy;',
      'mdash: API key; @FILE: the text of this file',
    ],
    'shadow-upload': [
      'mdash: upload the file to mDash, which writes it to the device;',
      'without --port the device is asked by mDash, too',
    ],
    'shadow-wait': ['seconds for a device that is offline, up to a day (300)'],
  },
};
