const LEVELS: Readonly<Record<number, string>> = {
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** Prints a line of one of the programs, with its name in front. */
export function printLine(program: 'proxy' | 'extension', line: string): void {
  console.log(`${program.padEnd(9)} | ${line}`);
}

/** A line of the proxy's JSON log as time, level, message and the other members; any other line as it is. */
export function readableLogLine(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { level, time, msg, pid: _pid, hostname: _hostname, ...members } = JSON.parse(line);
    const clock = new Date(time).toTimeString().slice(0, 8);
    const rest = Object.entries(members).map(
      ([name, value]) => ` ${name}=${JSON.stringify(value)}`,
    );
    return `${clock} ${LEVELS[level] ?? level} ${msg}${rest.join('')}`;
  } catch {
    return line;
  }
}
