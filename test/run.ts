import { runTests } from './support/runner/run-tests.ts';

process.exitCode = await runTests(process.argv.slice(2));
