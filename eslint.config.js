import globals from 'globals';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';
import { layersRule } from './eslint/layers.mjs';
import { linkKindsRule } from './eslint/link-kinds.mjs';
import { outsideTextRule } from './eslint/outside-text.mjs';

/** Style rules of docs/DESIGN.md that a tool can hold. */
const shape = [
  'error',
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  { selector: 'TSModuleDeclaration[kind=namespace]', message: 'Use a module.' },
  { selector: 'TSParameterProperty', message: 'Declare the field.' },
  { selector: 'ExportDefaultDeclaration', message: 'Named exports only.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels.' },
];

const timers = ['setTimeout', 'setInterval'].map((name) => ({
  name,
  message: 'Every wait is bounded: use rpc/deadline.ts or clock.sleep.',
}));
const clocks = [
  { object: 'Date', property: 'now', message: 'Time comes in as an argument below workers/.' },
  { object: 'Math', property: 'random', message: 'Randomness comes in below workers/.' },
  { object: 'performance', property: 'now', message: 'Time comes in as an argument.' },
  { object: 'crypto', property: 'randomUUID', message: 'Ids come in below workers/.' },
];

/** Where it is off, the rules that ask for types are oxlint's: .oxlintrc.json, ten times as fast. */
const untyped = tseslint.configs.disableTypeChecked.rules;

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'dist-cli/',
      'coverage/',
      'public/',
      'docs/shots/',
      'shots/',
      '.svelte-check/',
      'tests/fixtures/',
    ],
  },
  {
    files: ['**/*.ts', '**/*.svelte'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: {
      slipway: {
        rules: {
          layers: layersRule,
          'link-kinds': linkKindsRule,
          'outside-text': outsideTextRule,
        },
      },
    },
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.app.json'],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'slipway/layers': 'error',
      'slipway/link-kinds': 'error',
      'slipway/outside-text': 'error',
      'no-restricted-syntax': shape,
      'no-console': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 70, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 4],
      eqeqeq: 'error',
      'no-warning-comments': ['error', { terms: ['fixme', 'xxx'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['**/*.svelte.ts'],
    languageOptions: { parserOptions: { project: false } },
    rules: untyped,
  },
  {
    files: [
      'src/{contracts,rpc,bundle,update,emulator,messages,ota-core,report}/**/*.ts',
      'src/transports/**/*.ts',
    ],
    rules: {
      'no-restricted-globals': ['error', ...timers],
      'no-restricted-properties': ['error', ...clocks],
    },
  },
  {
    files: ['src/contracts/clock.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      'no-console': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // A file of a language is one object.
    files: ['src/messages/*/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...shape.slice(1).filter(({ selector }) => selector !== 'ExportDefaultDeclaration'),
      ],
    },
  },
  {
    files: ['vite.config.ts', 'vite.cli.config.ts', 'vitest.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: tseslint.parser }, globals: globals.browser },
    rules: {
      'max-lines': ['error', 250],
      'no-restricted-syntax': 'off',
      'svelte/no-at-html-tags': 'error',
    },
  },
);
