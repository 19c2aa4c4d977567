import type { Figure } from './statistics.ts';

/** What a figure should be at least, or at the most; nothing where it is only told. */
export type Goal = { atLeast: number } | { atMost: number } | undefined;

/** One line of the table of results. */
export interface Row {
  what: string;
  goal: Goal;
  figure: Figure;
  /** The same comparison by the time on the processor, which another program on the machine disturbs less. */
  byProcessorTime?: Figure;
  /** What stands behind each number. */
  unit?: string;
}

export type Verdict = 'kept' | 'missed' | 'no goal';

/** Whether the middle of the rounds keeps the goal. */
export function verdictOn({ goal, figure }: Row): Verdict {
  if (!goal) return 'no goal';
  const kept = 'atLeast' in goal ? figure.median >= goal.atLeast : figure.median <= goal.atMost;
  return kept ? 'kept' : 'missed';
}

/** Whether some rounds would have led to the other verdict. */
function isClose({ goal, figure: { least, most } }: Row): boolean {
  if (!goal) return false;
  const limit = 'atLeast' in goal ? goal.atLeast : goal.atMost;
  return least < limit && limit < most;
}

/** Results as a Markdown table, one row each: goal, figure, spread and verdict. */
export function resultsTable(rows: readonly Row[]): string {
  return markdownTable(
    ['What is measured', 'Goal', 'Figure', 'Rounds', 'By processor time', 'Verdict'],
    rows.map((row) => {
      const { what, figure, byProcessorTime, unit = '' } = row;
      const show = (value: number) => `${readable(value)}${unit && ` ${unit}`}`;
      return [
        what,
        goalText(row.goal, show),
        show(figure.median),
        figure.least === figure.most ? '' : `${readable(figure.least)} to ${show(figure.most)}`,
        byProcessorTime ? readable(byProcessorTime.median) : '',
        verdictOn(row) + (isClose(row) ? ' (close)' : ''),
      ];
    }),
  );
}

/** A Markdown table whose columns stand under each other. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** As many digits as mean something. */
export function readable(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function goalText(goal: Goal, show: (value: number) => string): string {
  if (!goal) return '';
  return 'atLeast' in goal ? `≥ ${show(goal.atLeast)}` : `≤ ${show(goal.atMost)}`;
}
