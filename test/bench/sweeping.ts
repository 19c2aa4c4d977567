import { until } from '../support/waiting/until.ts';
import type { BenchEnvironment } from './bench-environment.ts';
import { type Report, summarize } from './results.ts';
import { fillSqlite } from './stored-sessions.ts';

const MAX_BLOCK_MS = 20;

/** A sweep pauses far longer than it works. */
const SWEEP_TIMEOUT_MS = 300_000;

/** The longest time that the event loop is blocked while ended sessions are removed from among many. */
export async function measureSweeping(environment: BenchEnvironment): Promise<Report> {
  const { stored, ended } = environment.scale;
  const count = stored.at(-1) ?? 0;
  const dataDir = environment.dataFolder();
  await fillSqlite(dataDir, count, ended);
  const sweeper = environment.program('servers/sweeper.ts', { DATA_DIR: dataDir });
  const left = async () => (await sweeper.query<{ sessions: number }>('count')).sessions;
  await until('the sweeper to open its store', async () => (await left()) > 0, SWEEP_TIMEOUT_MS);
  // Leaves out what starting took.
  await sweeper.usage();
  sweeper.send('sweep');
  const blocks: number[] = [];
  const isSwept = async () => {
    blocks.push((await sweeper.usage()).longestBlock);
    return (await left()) === count - ended;
  };
  await until('the ended sessions to be gone', isSwept, SWEEP_TIMEOUT_MS);
  const [removed, all] = [ended, count].map((value) => value.toLocaleString('en'));
  return {
    rows: [
      {
        what: `Longest block while ${removed} of ${all} sessions in SQLite are removed`,
        goal: { atMost: MAX_BLOCK_MS },
        figure: summarize([Math.max(...blocks)]),
        unit: 'ms',
      },
    ],
  };
}
