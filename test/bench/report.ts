import type { Row } from './rows.ts';

/** What one benchmark has found: the rows of the results, and the figures behind them as Markdown. */
export interface Report {
  rows: readonly Row[];
  details: readonly string[];
}

export function mergeReports(reports: readonly Report[]): Report {
  return {
    rows: reports.flatMap(({ rows }) => rows),
    details: reports.flatMap(({ details }) => details),
  };
}
