import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import imports from './scripts/imports.mjs';

const client = 'packages/client/src';
const hooks = 'packages/react/src';
/** The packages, for the app, which uses them as everybody else does. */
const packages = [client, hooks];

/** Each folder with the folders that it may import from. All of them stand above it. */
const folders = {
  [client]: [],
  [hooks]: [client],
  'packages/client/testing': [client],
  'src/app/browser': [],
  'src/app/i18n/languages': [],
  'src/app/i18n': [client, 'src/app/browser', 'src/app/i18n/languages'],
  'src/app/common': [...packages, 'src/app/browser', 'src/app/i18n'],
  'src/app/conversations': [...packages, 'src/app/browser', 'src/app/i18n', 'src/app/common'],
  'src/app/dialogs': [...packages, 'src/app/browser', 'src/app/i18n', 'src/app/common'],
  'src/app/chat': [...packages, 'src/app/browser', 'src/app/i18n', 'src/app/common', 'src/app/dialogs'],
  'src/app': [...packages, 'src/app/browser', 'src/app/i18n', 'src/app/common', 'src/app/conversations', 'src/app/dialogs', 'src/app/chat'],
  'src/widget': [...packages, 'src/app/browser', 'src/app/i18n', 'src/app/common', 'src/app/conversations', 'src/app/dialogs', 'src/app/chat'],
  src: ['src/app/browser', 'src/app/i18n', 'src/app'],
};
const sources = ['{src,packages/*/src,packages/*/testing}/**/*.{ts,tsx}'];

export default tseslint.config(
  { ignores: ['node_modules', '../wwwroot', 'packages/*/dist', 'packages/client/src/openapi.ts'] },
  {
    files: ['**/*.{js,mjs}'],
    extends: [js.configs.recommended],
    languageOptions: { globals: globals.node },
  },
  {
    files: [...sources, 'vite.config.ts'],
    extends: [
      js.configs.recommended,
      ...tseslint.configs.strictTypeChecked,
      ...tseslint.configs.stylisticTypeChecked,
      reactHooks.configs.flat.recommended,
      jsxA11y.flatConfigs.strict,
    ],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // The React compiler is not used, so nothing is memoised behind the virtualiser's back.
      'react-hooks/incompatible-library': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
    },
  },
  {
    files: sources,
    plugins: { imports },
    rules: { 'imports/no-circle': 'error' },
  },
  {
    files: sources,
    ignores: ['**/*.test.{ts,tsx}'],
    rules: { 'imports/folders': ['error', folders], 'imports/package-by-name': 'error' },
  },
);
