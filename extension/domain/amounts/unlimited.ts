/** What relatives of the platform write where an account has no limit. A `-1` means a debt as often, and is none of them. */
const UNLIMITED =
  /^(?:∞|infinit[ey]|no limit|unlimited(?: balance| quota)?|[不无]限(?:量|额度?)?|無限(?:額度)?|[无無]限制|[无無]上限)$/u;

/** Whether a platform's formatted balance says, in so many words and no others, that there is no limit. */
export function isUnlimited(formatted: string): boolean {
  const plain = formatted
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
  return UNLIMITED.test(plain.replace(/^[+\p{Sc}]\s*(?=∞$)/u, ''));
}
