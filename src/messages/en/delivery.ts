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
    shadow: {
      name: 'Its shadow tells it to fetch it',
      text: 'For a device with a shadow at AWS IoT or mDash (shadow.ota_enable): it is told there what to fetch. It tells how far it is; it cannot be paused.',
      lacks: '',
    },
    post: {
      name: 'Upload to its web page',
      text: 'In one piece to the web server of the device. A page cannot read what that answers: the device is asked afterwards.',
      lacks: 'Only for a device at an address of the network.',
    },
  },
  /** Why the button does nothing yet. */
  incomplete: 'Cannot update: fill in a shadow service that this page can ask',
  /** What becomes of a device that looks for it itself. */
  pollLead:
    'The device restarts three times: for its settings, for the new firmware, and when its settings are set back.',
  shadow: {
    service: 'Service',
    services: { aws: 'AWS IoT', mdash: 'mDash', azure: 'Azure IoT Hub' },
    by: 'Sign in with',
    proofs: { password: 'User and password', signature: 'Access key' },
    fields: {
      endpoint: 'Endpoint',
      thing: 'Name of the thing',
      user: 'User',
      password: 'Password',
      region: 'Region',
      keyId: 'Access key ID',
      secret: 'Secret access key',
      sessionToken: 'Session token, for temporary keys',
      mdash: 'Address of mDash',
      mdashDevice: 'ID of the device there',
      mdashKey: 'API key',
    },
    endpointExample: 'a1b2c3-ats.iot.eu-west-1.amazonaws.com',
    awsHint:
      'User and password go to a custom authorizer, an access key signs the connection. A page cannot use a certificate: push --via shadow can.',
    insecure: 'With an access key only a page over https or at localhost can sign.',
    wrongEndpoint: 'Enter the endpoint of AWS IoT, or an address that begins with wss://.',
    mdashHint:
      'The browser asks mDash itself. Where mDash lets no page of another address do that, push --via shadow can.',
    azure:
      'An Azure IoT Hub answers no page of another address (CORS), so this page cannot ask it. push --via shadow --shadow azure can.',
    memory: 'Kept in memory only, until another device is chosen or this page is closed.',
  },
  field: {
    label: 'Address of the file',
    example: 'http://192.168.1.20/fw.zip',
    hint: 'The file chosen here, at an http address, or at an https one whose certificate the device can check.',
    wrong: 'Enter an address that begins with http:// or https://.',
  },
};
