import { runDev } from './run-dev.ts';

process.exit(await runDev(process.argv.slice(2), process.env));
