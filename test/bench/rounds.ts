import type { BenchEnvironment, Server } from './bench-environment.ts';
import { type Figure, type Goal, markdownTable, type Row, readable, summarize } from './results.ts';

/** A server and the requests that it gets. */
export interface Subject {
  server: Server;
  requests: readonly string[];
}

/** What one server did in one round. */
export interface Round {
  responsesPerSecond: number;
  /** Microseconds of processor time for each response. */
  cpuPerResponse: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** The share of the round in which the load generator itself was busy. */
  loadBusy: number;
}

export type Rounds<Name extends string> = Record<Name, Round[]>;

/** Enough connections to keep a server busy, few enough to keep waiting out of the figures. */
const CONNECTIONS = 16;

/**
 * Loads the servers one after the other, round after round, in the opposite order each time: whatever else the
 * machine does affects all of them.
 */
export async function alternate<Name extends string>(
  environment: BenchEnvironment,
  subjects: Readonly<Record<Name, Subject>>,
  connections = CONNECTIONS,
): Promise<Rounds<Name>> {
  const names = Object.keys(subjects) as Name[];
  const rounds = Object.fromEntries(names.map((name) => [name, []])) as unknown as Rounds<Name>;
  const { warmUpMs, roundMs, rounds: count } = environment.scale;
  for (const name of names) await measure(environment, subjects[name], connections, warmUpMs);
  for (let index = 0; index < count; index++) {
    for (const name of index % 2 === 0 ? names : names.toReversed()) {
      rounds[name].push(await measure(environment, subjects[name], connections, roundMs));
    }
  }
  return rounds;
}

/** The ratio of one server's figure to another's, taken within each round. */
export function ratio(
  ours: readonly Round[],
  theirs: readonly Round[],
  of: (round: Round) => number,
): Figure {
  return summarize(ours.map((round, index) => of(round) / of(theirs[index] ?? round)));
}

/** How many times as many responses the proxy gives as another server in the same rounds. */
export function compare<Other extends string>(
  what: string,
  rounds: Rounds<'proxy' | Other>,
  other: Other,
  goal?: Goal,
): Row & Required<Pick<Row, 'byProcessorTime'>> {
  const theirs: readonly Round[] = rounds[other];
  return {
    what,
    goal,
    figure: ratio(rounds.proxy, theirs, ({ responsesPerSecond }) => responsesPerSecond),
    byProcessorTime: ratio(rounds.proxy, theirs, ({ cpuPerResponse }) => 1 / cpuPerResponse),
  };
}

/** The same comparison by processor time alone, with a goal of its own. */
export function compareProcessorTime<Other extends string>(
  what: string,
  rounds: Rounds<'proxy' | Other>,
  other: Other,
  goal: Goal,
): Row {
  const { byProcessorTime: figure } = compare(what, rounds, other);
  return { what: `${what}, by processor time`, goal, figure };
}

/** The medians of each server's rounds, as a Markdown table. */
export function roundsTable(rounds: Rounds<string>): string {
  const columns: [title: string, of: (round: Round) => number, unit?: string][] = [
    ['Responses per second', ({ responsesPerSecond }) => responsesPerSecond],
    ['Processor µs each', ({ cpuPerResponse }) => cpuPerResponse],
    ['p50 ms', ({ p50 }) => p50],
    ['p99 ms', ({ p99 }) => p99],
    ['Load generator busy', ({ loadBusy }) => loadBusy * 100, ' %'],
  ];
  return markdownTable(
    ['Server', ...columns.map(([title]) => title)],
    Object.entries(rounds).map(([name, all]) => [
      name,
      ...columns.map(([, of, unit = '']) => readable(summarize(all.map(of)).median) + unit),
    ]),
  );
}

async function measure(
  environment: BenchEnvironment,
  { server, requests }: Subject,
  connections: number,
  milliseconds: number,
): Promise<Round> {
  const { port, process } = server;
  const before = await process.usage();
  const load = await environment.load({ port, requests, connections, milliseconds });
  const { cpu } = await process.usage();
  return {
    responsesPerSecond: load.responses / (load.milliseconds / 1000),
    cpuPerResponse: (cpu - before.cpu) / load.responses,
    p50: load.p50,
    p99: load.p99,
    loadBusy: load.cpu / 1000 / load.milliseconds,
  };
}
