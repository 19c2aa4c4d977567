import { Teardown } from '../support/environment/teardown.ts';
import { ensureSystem } from '../support/system/ensure-system.ts';
import { CommandError } from '../support/system/find-program.ts';
import { growWithRedis, growWithSqlite } from './growth.ts';
import { aboutThisMachine } from './machine.ts';
import { measurePopup } from './popup.ts';
import { compareCachedReads, compareReads } from './reads.ts';
import { mergeReports, type Report } from './report.ts';
import { resultsTable } from './rows.ts';
import { SHORT, WHOLE } from './scale.ts';
import { countSharedCalls } from './shared-calls.ts';
import { measureSweeping } from './sweeping.ts';
import { Workshop } from './workshop.ts';

/** What is measured, in this order; each leaves nothing running for the next. */
const BENCHMARKS: readonly ((workshop: Workshop) => Promise<Report>)[] = [
  compareReads,
  compareCachedReads,
  countSharedCalls,
  growWithSqlite,
  growWithRedis,
  measureSweeping,
  measurePopup,
];

const USAGE =
  'npm run bench [-- --short]: measures everything, or with --short only that it works.';

/** Runs every benchmark, writes what came out and gives the exit code: 0 also where a goal was missed. */
export async function runBenchmarks(args: readonly string[]): Promise<number> {
  if (args.some((arg) => arg !== '--short')) {
    console.error(USAGE);
    return 2;
  }
  try {
    const { redis, chromium } = ensureSystem(['redis', 'chromium']);
    Object.assign(process.env, { REDIS_SERVER: redis, CHROMIUM: chromium });
    const scale = args.includes('--short') ? SHORT : WHOLE;
    const reports: Report[] = [];
    for (const benchmark of BENCHMARKS) {
      if (process.stderr.isTTY) console.error(`${benchmark.name} …`);
      reports.push(await inWorkshop(scale, benchmark));
    }
    const { rows, details } = mergeReports(reports);
    if (scale === SHORT)
      console.log('Short rounds: these figures only show that they are measured.');
    console.log(aboutThisMachine({ Redis: redis, Chromium: chromium }).join('\n'));
    console.log(`\n${resultsTable(rows)}\n\n${details.join('\n\n')}`);
    return 0;
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    return 1;
  }
}

async function inWorkshop(
  scale: typeof WHOLE,
  benchmark: (workshop: Workshop) => Promise<Report>,
): Promise<Report> {
  const teardown = new Teardown();
  try {
    return await benchmark(await Workshop.open(scale, teardown));
  } finally {
    await teardown.run();
  }
}
