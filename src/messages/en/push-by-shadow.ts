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
};
