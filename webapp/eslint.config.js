import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createNodeResolver, flatConfigs, importX } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Everyone's, in src/vision. */
const COMMON = ['api.ts', 'errors.ts', 'expressions.ts', 'sources.ts', 'types.ts'];

/** Rooms of src/vision, each with those that it may import. */
const rooms = {
  models: [],
  compute: ['models'],
  crops: ['models'],
  faces: ['models', 'compute', 'crops'],
  answers: ['models', 'compute'],
  worker: ['models', 'compute', 'crops', 'faces', 'answers'],
  watching: [],
  reader: ['models', 'worker', 'watching'],
};
const walls = Object.entries(rooms).map(([room, doors]) => ({
  target: `./src/vision/${room}`,
  from: './src/vision',
  except: [...COMMON, room, ...doors].map((name) => `./${name}`),
}));

/** Imports run one way: vision, camera, media, state, contributions <- hooks <- components <- App <- main. */
const layers = [
  { target: './src/vision', from: './src', except: ['./vision'] },
  { target: './src/camera', from: './src', except: ['./camera', './vision/index.ts'] },
  {
    target: './src/state',
    from: './src',
    except: ['./state', './table', './camera', './vision/index.ts'],
  },
  { target: './src/table', from: './src', except: ['./table', './vision/index.ts'] },
  {
    target: './src/media',
    from: './src',
    except: ['./media', './camera', './vision/index.ts'],
  },
  {
    target: './src/study',
    from: './src',
    except: ['./study', './media', './table', './vision/index.ts'],
  },
  { target: './src/contributions', from: './src', except: ['./contributions'] },
  { target: './src/hooks', from: './src/components' },
  { target: ['./src/hooks', './src/components'], from: ['./src/App.tsx', './src/main.tsx'] },
  { target: './src', from: ['./build', './tests', './server', './scripts'] },
  ...walls,
  ...COMMON.map((name) => ({
    target: `./src/vision/${name}`,
    from: './src/vision',
    except: COMMON.map((other) => `./${other}`),
  })),
];

const onlyComputeUsesTensorFlow = {
  group: ['@tensorflow/*'],
  message: 'TF.js lives in src/vision/compute and nowhere else.',
};
const coreWithoutReact = {
  group: ['react', 'react-dom', 'react/*', 'react-dom/*'],
  message: 'Only hooks and components use React.',
};
const visionThroughItsIndex = {
  group: ['**/vision/**', '!**/vision/index'],
  message: 'Import the vision core through src/vision/index.ts.',
};

/** Found in TypeScript's library, but not in all browsers that vite.config.ts builds for. */
const tooNew = [
  ['AbortSignal', 'any', 'Safari 17.4, Firefox 124, Chrome 116'],
  ['Promise', 'withResolvers', 'Safari 17.4, Firefox 121, Chrome 119'],
  ['Promise', 'try', 'Safari 18.2, Firefox 134, Chrome 128'],
  ['Object', 'groupBy', 'Safari 17.4, Firefox 119, Chrome 117'],
  ['Array', 'fromAsync', 'Chrome 121'],
  ['URL', 'canParse', 'Safari 17, Chrome 120'],
  ['URL', 'parse', 'Safari 18, Firefox 126, Chrome 126'],
].map(([object, property, since]) => ({
  object,
  property,
  message: `It is there since ${since}.`,
}));

export default defineConfig(
  globalIgnores([
    'dist',
    'dist-package',
    'node_modules',
    'playwright-report',
    'test-results',
    'public/models',
    // AssemblyScript, which its compiler checks.
    'kernels',
  ]),
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  flatConfigs.recommended,
  flatConfigs.typescript,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    settings: {
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.mjs'] }),
      ],
    },
    plugins: { 'import-x': importX },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones: layers }],
      'import-x/order': ['error', { alphabetize: { order: 'asc' }, 'newlines-between': 'ignore' }],
      // Vite resolves ?url and ?worker imports, and tsc checks that modules exist.
      'import-x/no-unresolved': 'off',
      'import-x/no-named-as-default-member': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    languageOptions: { globals: globals.browser },
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [onlyComputeUsesTensorFlow, visionThroughItsIndex] },
      ],
      'no-restricted-properties': ['error', ...tooNew],
    },
  },
  {
    files: ['src/{camera,contributions,media,state,study,table}/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [onlyComputeUsesTensorFlow, visionThroughItsIndex, coreWithoutReact] },
      ],
    },
  },
  {
    files: ['src/vision/**/*.ts'],
    ignores: ['src/vision/compute/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [onlyComputeUsesTensorFlow, coreWithoutReact] },
      ],
    },
  },
  {
    files: ['src/vision/compute/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [coreWithoutReact] }] },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat['recommended-latest'],
  },
  {
    files: ['build/**', 'examples/*.js', 'server/**', 'scripts/**', 'tests/**', '*.config.{js,ts}'],
    languageOptions: { globals: globals.node },
  },
  {
    // JSDoc says the types there, which tsc reads and this rule does not.
    files: ['**/*.js'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    // These print for people at a terminal, or within a page under test.
    files: ['examples/*.js', 'server/**', 'scripts/**', 'tests/e2e/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Plain JavaScript for a page of your own; what it imports is there once it is built.
    files: ['examples/*/**'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: globals.browser, parserOptions: { projectService: false } },
  },
  {
    files: ['examples/node/**'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
);
