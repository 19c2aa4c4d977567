/** `warn` is worth a look and no fault; `skip` could not be looked at, for what another row says. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'skip';

/** What one check found. */
export interface Finding {
  /** What was looked at, in a few words. */
  check: string;
  verdict: Verdict;
  /** What was seen. Never quotes more than a few words of an answer. */
  seen: string;
  /** The one thing to do about it; for `warn` and `fail`. */
  remedy?: string;
}

export function pass(check: string, seen: string): Finding {
  return { check, verdict: 'pass', seen };
}

export function warn(check: string, seen: string, remedy: string): Finding {
  return { check, verdict: 'warn', seen, remedy };
}

export function fail(check: string, seen: string, remedy: string): Finding {
  return { check, verdict: 'fail', seen, remedy };
}

export function skip(check: string, seen: string): Finding {
  return { check, verdict: 'skip', seen };
}

/** A finding by whether `ok` holds. */
export function judge(ok: boolean, check: string, [good, bad]: [string, string], remedy: string) {
  return ok ? pass(check, good) : fail(check, bad, remedy);
}

/** A few words of somebody else's, safe for a terminal. */
export function quote(text: string | undefined): string {
  const plain = (text ?? '').replace(/[\p{C}\s]+/gu, ' ').trim();
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
}
