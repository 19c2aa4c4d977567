import { type Round, type Rounds, ratio } from './rounds.ts';
import { type Goal, markdownTable, type Row, readable } from './rows.ts';
import { summarize } from './statistics.ts';

/** How many times as much the proxy answers as another server that took turns with it. */
export function compare<Other extends string>(
  what: string,
  rounds: Rounds<'proxy' | Other>,
  other: Other,
  goal?: Goal,
): Row {
  const theirs: readonly Round[] = rounds[other];
  return {
    what,
    goal,
    figure: ratio(rounds.proxy, theirs, ({ answersPerSecond }) => answersPerSecond),
    byProcessorTime: ratio(rounds.proxy, theirs, ({ cpuPerAnswer }) => 1 / cpuPerAnswer),
  };
}

/** What each server did, in the middle of its rounds. */
export function roundsTable(rounds: Rounds<string>): string {
  return markdownTable(
    ['Server', 'Answers a second', 'Processor µs each', 'p50 ms', 'p99 ms', 'Load generator busy'],
    Object.entries(rounds).map(([name, all]) => {
      const middle = (of: (round: Round) => number) => summarize(all.map(of)).median;
      return [
        name,
        readable(middle(({ answersPerSecond }) => answersPerSecond)),
        readable(middle(({ cpuPerAnswer }) => cpuPerAnswer)),
        readable(middle(({ p50 }) => p50)),
        readable(middle(({ p99 }) => p99)),
        `${readable(middle(({ loadBusy }) => loadBusy * 100))} %`,
      ];
    }),
  );
}
