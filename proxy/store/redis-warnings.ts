/** The fields of a reply to `INFO` by name. */
export function parseInfo(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\r\n').filter((line) => line.includes(':'));
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}

/** Sentences about settings of a Redis server that can lose sessions, as far as `INFO` shows them. */
export function durabilityWarnings(info: ReadonlyMap<string, string>): string[] {
  const warnings: string[] = [];
  if (info.get('aof_enabled') === '0') {
    warnings.push(
      'Redis keeps no append-only file: a restart of it can sign people out. Set appendonly yes.',
    );
  }
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (Number(info.get('maxmemory') ?? 0) > 0 && policy !== 'noeviction') {
    warnings.push(
      `Redis throws sessions away when its memory is full (maxmemory-policy ${policy}). Set maxmemory-policy noeviction.`,
    );
  }
  return warnings;
}
