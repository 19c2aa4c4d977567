import { runDemo } from './run-demo.ts';

process.exit(await runDemo(process.argv.slice(2), process.env));
