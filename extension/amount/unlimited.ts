/** What relatives of the platform write where an account has no limit. A `-1` means a debt as often, and is none of them. */
const UNLIMITED = new Set([
  '∞',
  'infinite',
  'infinity',
  'no limit',
  'unlimited',
  'unlimited balance',
  'unlimited quota',
  '不限',
  '不限量',
  '不限额',
  '不限额度',
  '无上限',
  '无限',
  '无限制',
  '无限量',
  '无限额',
  '无限额度',
  '無上限',
  '無限',
  '無限制',
  '無限額度',
]);

/** Whether a platform's formatted balance says, in so many words and no others, that there is no limit. */
export function isUnlimited(formatted: string): boolean {
  const plain = formatted
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .trim()
    .toLowerCase();
  return UNLIMITED.has(plain.replace(/^[+\p{Sc}]\s*(?=∞$)/u, ''));
}
