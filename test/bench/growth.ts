import { RedisServer } from '../support/redis-server/redis-server.ts';
import type { BenchEnvironment, Env } from './bench-environment.ts';
import { markdownTable, type Report, readable, summarize } from './results.ts';
import { alternate, ratio, roundsTable, type Subject } from './rounds.ts';
import { signInClients } from './signed-in-clients.ts';
import { fillRedis, fillSqlite } from './stored-sessions.ts';

/** A read may take this many times as long where there are many sessions as where there are few. */
const MAX_RATIO = 1.25;

/** So few connections that the read takes the time, not the queue. */
const CONNECTIONS = 4;

/** How reads, memory and starting grow with the sessions in SQLite. */
export async function growWithSqlite(environment: BenchEnvironment): Promise<Report> {
  return grow(environment, 'SQLite', async (count) => {
    const folder = environment.dataFolder();
    await fillSqlite(folder, count);
    return { DATA_DIR: folder };
  });
}

/** How they grow with the sessions in Redis. */
export async function growWithRedis(environment: BenchEnvironment): Promise<Report> {
  return grow(environment, 'Redis', async (count) => {
    const redis = await RedisServer.start();
    environment.teardown.add(() => redis.close());
    await fillRedis(redis.url, count);
    return { STORE_URL: redis.url };
  });
}

async function grow(
  environment: BenchEnvironment,
  store: string,
  fill: (count: number) => Promise<Env>,
): Promise<Report> {
  const { stored, sessions } = environment.scale;
  const subjects: Record<string, Subject> = {};
  const startUps: number[] = [];
  for (const count of stored) {
    const env = await fill(count);
    const begin = performance.now();
    const server = await environment.proxy({ ...env, USERINFO_MAX_AGE: '0' });
    startUps.push(performance.now() - begin);
    const { requests } = await signInClients(server.port, Math.min(sessions, count));
    subjects[`${count.toLocaleString('en')} in ${store}`] = { server, requests };
  }
  const rounds = await alternate(environment, subjects, CONNECTIONS);
  const memory: number[] = [];
  for (const { server } of Object.values(subjects)) {
    memory.push((await server.process.usage()).resident / 1e6);
  }
  const [ofFew = [], ...others] = Object.values(rounds);
  const ofMany = others.at(-1) ?? ofFew;
  const lastToFirst = (values: readonly number[]) =>
    summarize([(values.at(-1) ?? NaN) / (values[0] ?? NaN)]);
  const [few, many] = [stored[0], stored.at(-1)].map((count) => count?.toLocaleString('en'));
  const against = `${store}, ${many} sessions against ${few}`;
  return {
    rows: [
      {
        what: `${against}: p99 of a read`,
        goal: { atMost: MAX_RATIO },
        figure: ratio(ofMany, ofFew, ({ p99 }) => p99),
        byProcessorTime: ratio(ofMany, ofFew, ({ cpuPerResponse }) => cpuPerResponse),
      },
      { what: `${against}: p50 of a read`, figure: ratio(ofMany, ofFew, ({ p50 }) => p50) },
      { what: `${against}: memory of the proxy`, figure: lastToFirst(memory) },
      { what: `${against}: time to the first response`, figure: lastToFirst(startUps) },
    ],
    details: [
      `Sessions stored in ${store}:`,
      roundsTable(rounds),
      markdownTable(
        ['Sessions', 'Memory MB', 'First response after ms'],
        Object.keys(subjects).map((name, index) => [
          name,
          readable(memory[index] ?? NaN),
          readable(startUps[index] ?? NaN),
        ]),
      ),
    ],
  };
}
