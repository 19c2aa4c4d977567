const module = process.env.MUTATED_MODULE;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: [`${module}/**/*.ts`],
  mutator: {
    // Texts, literals and patterns are data: the tests that compare them would repeat them.
    excludedMutations: ['StringLiteral', 'ObjectLiteral', 'ArrayDeclaration', 'Regex'],
  },
  // A mutant of code that runs while a module is loaded needs a run of every test of the module.
  ignoreStatic: true,
  vitest: { configFile: 'test/mutate/vitest.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { logTests: false, reportTests: false, allowEmojis: false },
  jsonReporter: { fileName: `test-results/mutation/${module?.replace('/', '-')}.json` },
  incremental: true,
  incrementalFile: `test-results/mutation/${module?.replace('/', '-')}-incremental.json`,
  tempDirName: 'test-results/mutation/sandbox',
  // Stryker rewrites a tsconfig.json with the API of an older TypeScript; Vitest does not need one.
  tsconfigFile: 'none.json',
  ignorePatterns: ['.output', 'test-results', 'docs'],
  thresholds: { high: 95, low: 90, break: 90 },
};
