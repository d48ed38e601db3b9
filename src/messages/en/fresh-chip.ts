/** What a chip that is not there yet starts with, and where it is kept. */
export default {
  app: { value: 'NAME', does: ['application that a fresh chip runs (demo)'] },
  'fw-version': { value: 'V', does: ['its version (1.0.0)'] },
  firmware: {
    value: 'FW.zip',
    does: ['a fresh chip starts with this firmware package, committed'],
  },
  fs: { value: 'IMAGE', does: ['and with this filesystem image'] },
  flash: {
    value: 'FILE',
    does: [
      'keeps the chip in FILE; one that exists is used as it is, whatever the four',
      'options above say. Killing the process is a power cut.',
    ],
  },
};
