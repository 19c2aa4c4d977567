import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/waiting/until.ts';
import type { Report } from './report.ts';
import { summarize } from './statistics.ts';
import { fillSqlite } from './stored-sessions.ts';
import type { Workshop } from './workshop.ts';

/** Milliseconds for which nothing else may run. */
const LONGEST_BLOCK = 20;

/** Milliseconds that a sweep may take here: it rests far longer than it works. */
const PATIENCE = 300_000;

/** The longest that the event loop stands still while ended sessions are removed from among many. */
export async function measureSweeping(workshop: Workshop): Promise<Report> {
  const { stored, ended } = workshop.scale;
  const count = stored.at(-1) ?? 0;
  const dataDir = mkdtempSync(join(workshop.folder, 'data-'));
  await fillSqlite(dataDir, count, ended);
  const sweeper = workshop.program('servers/sweeper.ts', { DATA_DIR: dataDir });
  const left = async () => (await sweeper.ask<{ sessions: number }>('count')).sessions;
  await until('the sweeper to look at its store', async () => (await left()) > 0, PATIENCE);
  // What starting took is left out.
  await sweeper.usage();
  sweeper.tell('sweep');
  const blocks: number[] = [];
  await until(
    'the ended sessions to be gone',
    async () => {
      blocks.push((await sweeper.usage()).longestBlock);
      return (await left()) === count - ended;
    },
    PATIENCE,
  );
  const many = count.toLocaleString('en');
  return {
    rows: [
      {
        what: `Longest block while ${ended.toLocaleString('en')} of ${many} sessions in SQLite are removed`,
        goal: { atMost: LONGEST_BLOCK },
        figure: summarize([Math.max(...blocks)]),
        unit: 'ms',
      },
    ],
    details: [],
  };
}
