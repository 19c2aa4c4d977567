/** The result of several rounds. */
export interface Figure {
  median: number;
  min: number;
  max: number;
}

/** The least or the greatest value that a figure should have. */
export type Goal = { atLeast: number } | { atMost: number };

/** One line of the table of results. */
export interface Row {
  what: string;
  /** Absent where the figure is only reported. */
  goal?: Goal | undefined;
  figure: Figure;
  /** The same comparison by processor time, which other programs on the machine disturb less. */
  byProcessorTime?: Figure;
  /** Follows each number. */
  unit?: string;
}

/** What one benchmark measured: rows of the table of results, and the figures behind them as Markdown. */
export interface Report {
  rows: readonly Row[];
  details?: readonly string[];
}

/** @throws {TypeError} where there is no value */
export function summarize(values: readonly number[]): Figure {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const lower = sorted[Math.ceil(middle) - 1];
  const upper = sorted[Math.floor(middle)];
  if (lower === undefined || upper === undefined) throw new TypeError('nothing was measured');
  return { median: (lower + upper) / 2, min: sorted[0] ?? lower, max: sorted.at(-1) ?? upper };
}

/** Whether the median reaches the goal. */
export function verdictOn({ goal, figure }: Row): 'kept' | 'missed' | 'no goal' {
  if (!goal) return 'no goal';
  const kept = 'atLeast' in goal ? figure.median >= goal.atLeast : figure.median <= goal.atMost;
  return kept ? 'kept' : 'missed';
}

/** Results as a Markdown table. `(close)` means that some rounds would have led to the other verdict. */
export function resultsTable(rows: readonly Row[]): string {
  return markdownTable(
    ['What is measured', 'Goal', 'Figure', 'Rounds', 'By processor time', 'Verdict'],
    rows.map((row) => {
      const { what, goal, figure, byProcessorTime, unit = '' } = row;
      const { median, min, max } = figure;
      const show = (value: number) => `${readable(value)}${unit && ` ${unit}`}`;
      const limit = goal && ('atLeast' in goal ? goal.atLeast : goal.atMost);
      const isClose = limit !== undefined && min < limit && limit < max;
      return [
        what,
        limit === undefined ? '' : `${'atLeast' in (goal ?? {}) ? '≥' : '≤'} ${show(limit)}`,
        show(median),
        min === max ? '' : `${readable(min)} to ${show(max)}`,
        byProcessorTime ? readable(byProcessorTime.median) : '',
        verdictOn(row) + (isClose ? ' (close)' : ''),
      ];
    }),
  );
}

/** A Markdown table with aligned columns. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** A number with as many digits as mean something. */
export function readable(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
