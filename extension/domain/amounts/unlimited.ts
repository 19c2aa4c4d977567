/** What platforms of this family write for an account without a limit. `-1` is not among them: it can be a debt. */
const UNLIMITED =
  /^(?:∞|infinit[ey]|no limit|unlimited(?: balance| quota)?|[不无]限(?:量|额度?)?|無限(?:額度)?|[无無]限制|[无無]上限)$/u;

/** Whether a formatted balance says that there is no limit, and nothing else. */
export function isUnlimited(formatted: string): boolean {
  const plain = formatted
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
  return UNLIMITED.test(plain.replace(/^[+\p{Sc}]\s*(?=∞$)/u, ''));
}
