/** What `push` tells of several files that are updated to one after the other. */
export default {
  pushRoute: {
    planned: (of: { readonly steps: number; readonly versions: string }) =>
      `${of.steps === 1 ? '1 step' : `${of.steps} steps`}: ${of.versions}`,
    requires: (version: string, requires: string) => `${version} (after ${requires})`,
    passedOver: (versions: string) => `Not newer than what runs: ${versions}`,
    begin: (number: number, of: number, version: string) => `Step ${number} of ${of}: ${version}`,
    done: (number: number, of: number) => `Step ${number} of ${of} is kept.`,
    stopped: (number: number, of: number) =>
      `Stopped at step ${number} of ${of}. Further steps were not begun.`,
  },
};
