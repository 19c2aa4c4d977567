import type { BenchEnvironment } from './bench-environment.ts';
import { markdownTable, type Report, readable, summarize } from './results.ts';
import { signInClients } from './signed-in-clients.ts';

/** Users who are signed in at the same time. */
const SESSIONS = 200;

const REQUESTS_PER_SECOND = 20;

const CONNECTIONS = 4;

/** Users who leave in each period without signing out, and as many who sign in. */
const NEW_USERS = 5;

/** So short that the tokens of each session are refreshed again and again. */
const TOKEN_LIFETIME_SECONDS = 600;

/** The memory may vary by this much between two quarters of the run. */
const MAX_RATIO = 1.1;

/** What the proxy used in one period. */
interface Period {
  /** Bytes of memory at its end. */
  resident: number;
  /** Microseconds of processor time for each response. */
  cpuPerResponse: number;
  /** Milliseconds. */
  p99: number;
}

/** Whether memory and processor time of the proxy grow while it serves a team for two hours. */
export async function measureLongRun(environment: BenchEnvironment): Promise<Report> {
  const { periods: count, periodMs } = environment.scale;
  const { platform } = environment;
  platform.send({ expiresIn: TOKEN_LIFETIME_SECONDS });
  const { port, process } = await environment.proxy({});
  const signIn = async (users: number) => (await signInClients(port, users)).requests;
  let requests = await signIn(SESSIONS);
  const periods: Period[] = [];
  let responses = 0;
  for (let index = 0; index < count; index++) {
    const before = await process.usage();
    const load = await environment.load({
      port,
      requests,
      connections: CONNECTIONS,
      requestsPerSecond: REQUESTS_PER_SECOND,
      milliseconds: periodMs,
    });
    const { cpu, resident } = await process.usage();
    responses += load.responses;
    const cpuPerResponse = (cpu - before.cpu) / load.responses;
    periods.push({ resident, cpuPerResponse, p99: load.p99 });
    requests = [...requests.slice(NEW_USERS), ...(await signIn(NEW_USERS))];
  }
  const quarter = (number: 1 | 2 | 3 | 4, of: (period: Period) => number) =>
    summarize(periods.slice(((number - 1) * count) / 4, (number * count) / 4).map(of)).median;
  const growth = (of: (period: Period) => number) => summarize([quarter(4, of) / quarter(2, of)]);
  const { requests: reads, issued } = await platform.query<{ requests: number; issued: number }>(
    'requests',
  );
  return {
    rows: [
      {
        what: 'Long run: memory in the last quarter, against the second',
        goal: { atMost: MAX_RATIO },
        figure: growth(({ resident }) => resident),
      },
      {
        what: 'Long run: processor time of a response in the last quarter, against the second',
        figure: growth(({ cpuPerResponse }) => cpuPerResponse),
      },
    ],
    details: [
      `Long run of ${readable((count * periodMs) / 60_000)} minutes: ${responses} responses, all with status 200; the platform was read ${reads} times and issued ${issued} pairs of tokens.`,
      markdownTable(
        ['Quarter', 'Memory MB', 'Processor µs each', 'p99 ms'],
        ([1, 2, 3, 4] as const).map((number) => [
          String(number),
          readable(quarter(number, ({ resident }) => resident / 1e6)),
          readable(quarter(number, ({ cpuPerResponse }) => cpuPerResponse)),
          readable(quarter(number, ({ p99 }) => p99)),
        ]),
      ),
    ],
  };
}
