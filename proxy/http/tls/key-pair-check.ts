import { X509Certificate } from 'node:crypto';
import {
  belongTogether,
  certificate,
  FOREIGN_KEY,
  privateKey,
  type TlsPair,
} from '../../config/tls.ts';
import { applyRule, type Rule } from '../../config/value-rules.ts';

/**
 * Says why new connections cannot be served with this pair, as a sentence that starts with the name of the variable;
 * undefined if they can.
 * @param now Unix milliseconds
 */
export function keyPairProblem(pair: TlsPair, now: number): string | undefined {
  const problem =
    problemOf('TLS_CERT_FILE', certificate, pair.cert) ??
    problemOf('TLS_KEY_FILE', privateKey, pair.key);
  if (problem !== undefined) return problem;
  if (!belongTogether(pair)) return `TLS_KEY_FILE ${FOREIGN_KEY}`;
  const { validFromDate: from, validToDate: end } = new X509Certificate(pair.cert);
  if (end.getTime() < now) {
    return `TLS_CERT_FILE names a certificate that ended at ${end.toISOString()}`;
  }
  if (from.getTime() > now) {
    return `TLS_CERT_FILE names a certificate that begins at ${from.toISOString()}`;
  }
  return undefined;
}

function problemOf(name: string, rule: Rule<string>, text: string): string | undefined {
  const result = applyRule(rule, text);
  return 'problem' in result ? `${name} ${result.problem}` : undefined;
}
