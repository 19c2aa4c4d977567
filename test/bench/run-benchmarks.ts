import { arch, cpus, release, totalmem, type } from 'node:os';
import { Teardown } from '../support/environment/teardown.ts';
import { ensureSystem } from '../support/system/ensure-system.ts';
import { CommandError } from '../support/system/find-program.ts';
import { thisMachine } from '../support/system/machine.ts';
import { BenchEnvironment } from './bench-environment.ts';
import { growWithRedis, growWithSqlite } from './growth.ts';
import { measureLongRun } from './long-run.ts';
import { measurePopup } from './popup.ts';
import { compareCachedReads, compareReads, countSharedRequests } from './reads.ts';
import { type Report, resultsTable } from './results.ts';
import { FULL, SHORT } from './scale.ts';
import { measureStart } from './start-up.ts';
import { measureSweeping } from './sweeping.ts';

/** What is measured, in this order. Each benchmark has an environment of its own. */
const BENCHMARKS: readonly ((environment: BenchEnvironment) => Promise<Report>)[] = [
  compareReads,
  compareCachedReads,
  countSharedRequests,
  growWithSqlite,
  growWithRedis,
  measureSweeping,
  measureStart,
  measurePopup,
];

const OPTIONS = ['--short', '--long'];

const USAGE =
  'npm run bench [-- --short] [-- --long]: measures everything, or with --long a run of two hours. With --short it only checks that the measurement works.';

/** Runs every benchmark, prints the results and returns the exit code, which is 0 also where a goal was missed. */
export async function runBenchmarks(args: readonly string[]): Promise<number> {
  if (args.some((arg) => !OPTIONS.includes(arg))) {
    console.error(USAGE);
    return 2;
  }
  try {
    const { redis, chromium } = ensureSystem(['redis', 'chromium']);
    Object.assign(process.env, { REDIS_SERVER: redis, CHROMIUM: chromium });
    const isShort = args.includes('--short');
    const reports: Report[] = [];
    for (const benchmark of args.includes('--long') ? [measureLongRun] : BENCHMARKS) {
      if (process.stderr.isTTY) console.error(`${benchmark.name} …`);
      const teardown = new Teardown();
      try {
        const environment = await BenchEnvironment.open(isShort ? SHORT : FULL, teardown);
        reports.push(await benchmark(environment));
      } finally {
        await teardown.run();
      }
    }
    if (isShort) console.log('Short rounds: these figures only show that they are measured.');
    console.log(describeMachine({ Redis: redis, Chromium: chromium }));
    const details = reports.flatMap((report) => report.details ?? []);
    console.log(
      `\n${resultsTable(reports.flatMap(({ rows }) => rows))}\n\n${details.join('\n\n')}`,
    );
    return 0;
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    return 1;
  }
}

/** Date, hardware and versions, in two lines. */
function describeMachine(programs: Readonly<Record<string, string>>): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const versions = Object.entries(programs).map(([title, path]) => {
    const { output } = thisMachine.run(path, ['--version']);
    return `${title} ${/\d+(\.\d+)+/.exec(output)?.[0] ?? '(unknown version)'}`;
  });
  return [
    `${new Date().toISOString().slice(0, 10)}, ${processors.length} × ${processors[0]?.model.trim()}, ${memory} GiB, ${type()} ${release()} (${arch()})`,
    [`Node.js ${process.versions.node} for every process`, ...versions].join(', '),
  ].join('\n');
}
