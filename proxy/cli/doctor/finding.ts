import { printableText } from '../printable-text.ts';

/** `warn` deserves attention without being a failure; `skip` could not be checked. */
export type Verdict = 'pass' | 'warn' | 'fail' | 'skip';

/** The result of one check, as `--json` prints it. */
export interface Finding {
  /** What was checked, in a few words. */
  check: string;
  verdict: Verdict;
  /** What was found. Quotes at most 60 characters of a response. */
  seen: string;
  /** What to do about it; for `warn` and `fail`. */
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

/** `pass` with the first text if `ok`, else `fail` with the second one. */
export function judge(ok: boolean, check: string, [good, bad]: [string, string], remedy: string) {
  return ok ? pass(check, good) : fail(check, bad, remedy);
}

/** At most 60 characters of a foreign text, safe for a terminal. */
export function quote(text: string | undefined): string {
  return printableText(text ?? '', 60);
}
