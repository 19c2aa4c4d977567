/** A line of the proxy's log; `level` is 30 for info, 40 for warn, 50 for error. */
export interface LogLine {
  level: number;
  msg: string;
  [member: string]: unknown;
}

/** The lines of a log that say `msg`; all of them, if nothing is named. */
export function linesOf(log: string, msg?: string): LogLine[] {
  const lines = log.split('\n').filter((line) => line !== '');
  const parsed = lines.map((line) => JSON.parse(line) as LogLine);
  return msg === undefined ? parsed : parsed.filter((line) => line.msg === msg);
}
