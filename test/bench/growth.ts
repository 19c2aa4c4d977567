import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { RedisServer } from '../support/redis-server/redis-server.ts';
import { roundsTable } from './comparison.ts';
import { signedInReaders } from './readers.ts';
import type { Report } from './report.ts';
import { alternate, type Rounds, ratio, type Subject } from './rounds.ts';
import { markdownTable, type Row, readable } from './rows.ts';
import { summarize } from './statistics.ts';
import { fillRedis, fillSqlite } from './stored-sessions.ts';
import type { ProxyOptions, Server, Workshop } from './workshop.ts';

/** A read of one session may take so many times as long where there are many as where there are few. */
const MOST = 1.25;

/** Readers that ask at the same time: few, so that it is the read that takes time and not the queue. */
const CONNECTIONS = 4;

/** How reading, memory and starting grow with the sessions in SQLite. */
export async function growWithSqlite(workshop: Workshop): Promise<Report> {
  return grow(workshop, 'SQLite', async (count) => {
    const dataDir = mkdtempSync(join(workshop.folder, 'data-'));
    await fillSqlite(dataDir, count);
    return { dataDir };
  });
}

/** The same with those in Redis. */
export async function growWithRedis(workshop: Workshop): Promise<Report> {
  return grow(workshop, 'Redis', async (count) => {
    const redis = await RedisServer.start();
    workshop.onEnd(() => redis.close());
    await fillRedis(redis.url, count);
    return { env: { STORE_URL: redis.url } };
  });
}

interface Grown {
  count: number;
  /** Milliseconds from the start of the process to its first answer. */
  startUp: number;
  subject: Subject;
}

async function grow(
  workshop: Workshop,
  store: string,
  fill: (count: number) => Promise<ProxyOptions>,
): Promise<Report> {
  const { stored, sessions } = workshop.scale;
  const all: Grown[] = [];
  for (const count of stored) {
    const options = await fill(count);
    const begun = performance.now();
    const server = await workshop.proxy({
      ...options,
      env: { ...options.env, USERINFO_MAX_AGE: '0' },
    });
    const startUp = performance.now() - begun;
    const { requests } = await signedInReaders(server.port, Math.min(sessions, count));
    all.push({ count, startUp, subject: { server, requests } });
  }
  const nameOf = (count: number) => `${count.toLocaleString('en')} in ${store}`;
  const subjects = Object.fromEntries(all.map(({ count, subject }) => [nameOf(count), subject]));
  const rounds = await alternate(workshop, subjects, CONNECTIONS);
  const memory = await Promise.all(all.map(({ subject }) => megabytes(subject.server)));
  return {
    rows: rowsOf(store, all, rounds, memory, nameOf),
    details: [
      `Sessions stored in ${store}:`,
      roundsTable(rounds),
      markdownTable(
        ['Sessions', 'Memory MB', 'First answer after ms'],
        all.map(({ count, startUp }, index) => [
          nameOf(count),
          readable(memory[index] ?? 0),
          readable(startUp),
        ]),
      ),
    ],
  };
}

async function megabytes({ process }: Server): Promise<number> {
  const { resident } = await process.usage();
  return resident / 1e6;
}

function rowsOf(
  store: string,
  all: readonly Grown[],
  rounds: Rounds<string>,
  memory: readonly number[],
  nameOf: (count: number) => string,
): Row[] {
  const [few, many] = [all[0], all.at(-1)];
  if (!few || !many) throw new TypeError('there are no sessions to compare');
  const [ofFew = [], ofMany = []] = [rounds[nameOf(few.count)], rounds[nameOf(many.count)]];
  const against = `${store}, ${many.count.toLocaleString('en')} sessions against ${few.count.toLocaleString('en')}`;
  const [least = 1] = memory;
  return [
    {
      what: `${against}: p99 of a read`,
      goal: { atMost: MOST },
      figure: ratio(ofMany, ofFew, ({ p99 }) => p99),
      byProcessorTime: ratio(ofMany, ofFew, ({ cpuPerAnswer }) => cpuPerAnswer),
    },
    {
      what: `${against}: p50 of a read`,
      goal: undefined,
      figure: ratio(ofMany, ofFew, ({ p50 }) => p50),
    },
    {
      what: `${against}: memory of the proxy`,
      goal: undefined,
      figure: summarize([(memory.at(-1) ?? least) / least]),
    },
    {
      what: `${against}: time to the first answer`,
      goal: undefined,
      figure: summarize([many.startUp / few.startUp]),
    },
  ];
}
