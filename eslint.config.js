import comments from '@eslint-community/eslint-plugin-eslint-comments/configs'
import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'docs/api/', '.mutation/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  comments.recommended,
  { rules: { '@eslint-community/eslint-comments/require-description': 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-unsafe-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Passes tsc and vitest, then fails in plain Node.
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(fp-ts|io-ts)/(?!lib/.+\\.js$)', message: 'Import it as <package>/lib/<Module>.js.' }] }
      ]
    }
  },
  {
    // What is published: no casts at all, and randomness comes from a seed.
    files: ['src/**/*.ts', 'laws/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/no-unsafe-type-assertion': 'off',
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Use Random.' }]
    }
  },
  {
    // Loops over indices that are in range by construction; `?? 0` would hide a mistake there and cost time.
    files: [
      'src/algebra/kernel/**/*.ts',
      'src/algebra/Value.ts',
      'src/layer/{andThen,combinator}.ts',
      'src/layer/{combinator,sequence}/*.ts',
      'src/tensor/Tensor.ts',
      'src/tensor/strides.ts',
      'src/tensor/Random.ts'
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' }
  },
  {
    // What browsers load.
    files: ['src/**/*.ts', 'laws/**/*.ts'],
    ignores: ['src/cli/**', 'src/codec/**'],
    rules: { 'no-restricted-globals': ['error', 'Buffer', 'global', 'process'] }
  }
)
