/** The keys that people trust: how one is added, by text, file or QR code, and shown to another device. */

export default {
  app: (app: string) => `only for ${app}`,
  remove: 'Remove',
  removeKey: (name: string) => `Remove ${name}`,
  name: 'Name of the publisher',
  key: 'Public key (base64 or PEM)',
  onlyFor: (app: string) => `Only for ${app}`,
  compare: 'Compare the fingerprint with the maker, by phone or on paper.',
  add: 'Trust this key',
  faults: {
    'no-name': 'Give the key a name.',
    'no-key': 'This is not a public key (ECDSA, P-256).',
    known: 'This key is trusted already.',
    'not-kept': 'This browser does not let the page keep keys.',
  },
  code: {
    show: 'Show as QR code',
    showKey: (name: string) => `Show as QR code: ${name}`,
    hide: 'Hide QR code',
    hideKey: (name: string) => `Hide QR code: ${name}`,
    picture: (name: string) => `QR code of the public key of ${name}`,
    hint: 'On the other device, scan it under Signature, Trusted keys.',
    copy: 'Copy key',
    copied: 'Key copied.',
    notCopied: 'Not copied: the browser does not allow it. Select the key above and copy it.',
  },
  scan: {
    start: 'Scan QR code',
    file: 'From a file or picture …',
    cancel: 'Cancel',
    video: 'What the camera sees',
    asking: 'The browser asks for the camera. Allow it to scan.',
    looking: 'Hold the QR code of the public key in front of the camera.',
    other: 'This QR code holds no public key (ECDSA, P-256). Show another one.',
    reading: (fileName: string) => `Looking for a QR code in ${fileName} …`,
    drop: 'Drop the picture to read its QR code.',
    found: 'Key read. Compare its fingerprint, then trust it.',
    failed: 'The QR code was not read.',
    /** Why the camera does not look. */
    stopped: {
      refused: {
        text: 'This page may not use the camera.',
        next: 'Click the icon left of the web address, allow the camera and scan again. Or read the code from a picture.',
      },
      'no-camera': {
        text: 'No camera was found.',
        next: 'Connect one and scan again, or read the code from a picture.',
      },
      'in-use': {
        text: 'The camera does not start. Another program may be using it.',
        next: 'Close that program and scan again, or read the code from a picture.',
      },
      'no-feature': {
        text: 'This browser gives the page no camera.',
        next: 'Open the page over https, or read the code from a picture.',
      },
      disconnected: {
        text: 'The camera was disconnected or switched off.',
        next: 'Scan again, or read the code from a picture.',
      },
      hidden: {
        text: 'The camera was turned off because this page was in the background.',
        next: 'Scan again when you are ready.',
      },
    },
    /** Why nothing was read in a picture. */
    unread: {
      'no-code': {
        text: (fileName: string) => `No QR code can be read in ${fileName}.`,
        next: 'Take a sharp picture straight from the front, with the whole code and its white margin.',
      },
      'not-a-picture': {
        text: (fileName: string) => `This browser cannot open ${fileName} as a picture.`,
        next: 'Choose a PNG or JPEG file.',
      },
      'not-a-key': {
        text: (fileName: string) =>
          `The QR code in ${fileName} holds no public key (ECDSA, P-256).`,
        next: 'Ask the maker for the code of the public key.',
      },
    },
  },
};
