import { type Figure, summarize } from './statistics.ts';
import type { Server, Workshop } from './workshop.ts';

/** A server and what it is asked. */
export interface Subject {
  server: Server;
  requests: readonly string[];
}

/** What one server did in one round. */
export interface Round {
  answersPerSecond: number;
  /** Microseconds on the processor for each answer. */
  cpuPerAnswer: number;
  p50: number;
  p99: number;
  /** The share of the round in which the load generator itself was busy. */
  loadBusy: number;
}

export type Rounds<Name extends string> = Record<Name, Round[]>;

/** Readers that ask at the same time: enough to keep a server busy, few enough to keep waiting out of it. */
const CONNECTIONS = 16;

/**
 * Loads the servers by turns, round after round, the other way round each time: whatever else the machine
 * does meanwhile meets all of them.
 */
export async function alternate<Name extends string>(
  workshop: Workshop,
  subjects: Readonly<Record<Name, Subject>>,
  connections = CONNECTIONS,
): Promise<Rounds<Name>> {
  const names = Object.keys(subjects) as Name[];
  const rounds = Object.fromEntries(names.map((name) => [name, []])) as unknown as Rounds<Name>;
  const { warmUp, roundLength, rounds: count } = workshop.scale;
  for (const name of names) await measure(workshop, subjects[name], connections, warmUp);
  for (let index = 0; index < count; index++) {
    for (const name of index % 2 === 0 ? names : names.toReversed()) {
      rounds[name].push(await measure(workshop, subjects[name], connections, roundLength));
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

async function measure(
  workshop: Workshop,
  { server, requests }: Subject,
  connections: number,
  milliseconds: number,
): Promise<Round> {
  const { port, process } = server;
  const before = await process.usage();
  const report = await workshop.load({ port, requests, connections, milliseconds });
  const { cpu } = await process.usage();
  return {
    answersPerSecond: report.answers / (report.milliseconds / 1000),
    cpuPerAnswer: (cpu - before.cpu) / report.answers,
    p50: report.p50,
    p99: report.p99,
    loadBusy: report.cpu / 1000 / report.milliseconds,
  };
}
