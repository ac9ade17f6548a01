import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import imports from './scripts/imports.mjs';

/** Each folder of src with the folders that it may import from. All of them stand above it. */
const folders = {
  realtime: [],
  hooks: ['realtime'],
  'app/browser': [],
  'app/i18n': ['realtime', 'app/browser'],
  'app/common': ['realtime', 'hooks', 'app/browser', 'app/i18n'],
  'app/conversations': ['realtime', 'hooks', 'app/browser', 'app/i18n', 'app/common'],
  'app/dialogs': ['realtime', 'hooks', 'app/browser', 'app/i18n', 'app/common'],
  'app/chat': ['realtime', 'hooks', 'app/browser', 'app/i18n', 'app/common', 'app/dialogs'],
  app: ['realtime', 'hooks', 'app/browser', 'app/i18n', 'app/common', 'app/conversations', 'app/dialogs', 'app/chat'],
  '.': ['app/browser', 'app'],
  testing: ['realtime'],
};

export default tseslint.config(
  { ignores: ['node_modules', '../wwwroot', 'src/realtime/openapi.ts'] },
  {
    files: ['**/*.{js,mjs}'],
    extends: [js.configs.recommended],
    languageOptions: { globals: globals.node },
  },
  {
    files: ['src/**/*.{ts,tsx}', 'vite.config.ts'],
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
    files: ['src/**/*.{ts,tsx}'],
    plugins: { imports },
    rules: { 'imports/no-circle': 'error' },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}'],
    rules: { 'imports/folders': ['error', folders] },
  },
);
