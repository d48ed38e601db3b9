/** Who signed a firmware, and the keys that people trust. */

export default {
  signature: {
    title: 'Signature',
    verdicts: {
      unsigned: {
        tag: 'Not signed',
        text: 'Anyone could have made this file. Its parts do match its own list.',
      },
      unknown: {
        tag: 'Unknown signer',
        text: 'Signed by a key that is not trusted here. Ask the maker for the key to check it.',
      },
      good: (names: readonly string[]) => ({
        tag: 'Signature good',
        text: `Signed by ${names.join(', ')}.`,
      }),
      broken: {
        tag: 'Signature not valid',
        texts: {
          unreadable: 'The signature cannot be read.',
          'no-match': 'The manifest was changed after it was signed, or another key signed it.',
          'part-without-digest': 'The signature does not cover every part.',
          'not-checked': 'This browser cannot check it here. Open this page over https.',
        },
      },
    },
    ignored: 'This device ignores signatures.',
    rule: {
      /** `app` null: of every firmware. */
      label: (app: string | null) => (app === null ? 'Every firmware' : `Firmware named ${app}`),
      options: { show: 'Show only', warn: 'Ask', require: 'Require' },
    },
    keys: {
      title: 'Trusted keys',
      count: (keys: number) => (keys === 0 ? 'none' : String(keys)),
    },
  },
};
