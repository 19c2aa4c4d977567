import { runBenchmarks } from './run-benchmarks.ts';

process.exit(await runBenchmarks(process.argv.slice(2)));
