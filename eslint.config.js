import comments from '@eslint-community/eslint-plugin-eslint-comments/configs'
import js from '@eslint/js'
import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

export default defineConfig(
  // The site has its own packages, and `npm run --prefix site check` for its types.
  globalIgnores(['dist/', 'coverage/', 'docs/api/', '.mutation/', 'site/']),
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
    // The last bits of these differ between JavaScript engines, and results must not.
    files: ['src/**/*.ts'],
    ignores: ['src/cli/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Use Random.' },
        ...['exp', 'expm1', 'log', 'log1p', 'sin', 'cos', 'tanh', 'pow'].map(property => ({
          object: 'Math',
          property,
          message: `Its bits differ between engines: use ${property === 'pow' ? 'power' : property}Of from src/number.`
        })),
        ...[
          ...['acos', 'acosh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'cbrt', 'cosh'],
          ...['hypot', 'log10', 'log2', 'sinh', 'tan']
        ].map(property => ({
          object: 'Math',
          property,
          message: 'Its bits differ between engines: write it with the functions of src/number.'
        }))
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'BinaryExpression[operator="**"]:not([left.value=2][right.type="Literal"], [left.value=2][right.argument.type="Literal"])',
          message: 'Its bits differ between engines: use powerOf from src/number, or a product. Powers of 2 are exact.'
        },
        {
          selector: 'AssignmentExpression[operator="**="]',
          message: 'Its bits differ between engines: use powerOf from src/number, or a product.'
        }
      ]
    }
  },
  {
    // Loops over indices that are in range by construction; `?? 0` would hide a mistake there and cost time.
    files: [
      'src/number/*.ts',
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
