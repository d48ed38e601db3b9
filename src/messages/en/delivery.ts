/** The ways in which a firmware gets into a device, to choose from. */

export default {
  title: 'How shall it get there?',
  ways: {
    write: {
      name: 'Block by block',
      text: 'Slipway sends it and sees each block confirmed. It can be paused, and goes on after a lost connection.',
      lacks: '',
    },
    pull: {
      name: 'The device fetches it',
      text: 'From a web server that the device itself reaches. It tells how far it is; it cannot be paused.',
      lacks: 'This device cannot fetch a file (OTA.Update).',
    },
    poll: {
      name: 'The device looks for it itself',
      text: 'For a device that asks a web server for updates (update.url). Its settings name your address for the time of the update: it restarts for that, and once more when they are set back. It tells how far it is; it cannot be paused.',
      lacks: 'The settings of this device cannot be changed (Config.Set).',
    },
    post: {
      name: 'Upload to its web page',
      text: 'In one piece to the web server of the device. A page cannot read what that answers: the device is asked afterwards.',
      lacks: 'Only for a device at an address of the network.',
    },
  },
  field: {
    label: 'Address of the file',
    example: 'http://192.168.1.20/fw.zip',
    hint: 'The file chosen here, at an http address, or at an https one whose certificate the device can check.',
    wrong: 'Enter an address that begins with http:// or https://.',
  },
};
