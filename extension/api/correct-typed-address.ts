/** The parts of a typed address. `scheme` is `null` if none was typed. */
export interface TypedAddress {
  scheme: 'http' | 'https' | null;
  /** Host and port, in lower case, without user name and password. */
  authority: string;
  hasCredentials: boolean;
  /** Whether a path other than the root, a query or a fragment follows. */
  hasPath: boolean;
  /** Whether scheme or authority had to be corrected. */
  isCorrected: boolean;
}

/** Schemes of other addresses. A colon without slashes can follow them, as it can follow a host name. */
const OTHER_SCHEMES = /^(?:about|blob|chrome|data|file|ftp|javascript|mailto|sftp|ssh|tel|wss?):/i;

const ROOTS = ['', '/', '?', '/?', '#', '/#'];

/**
 * Splits an address as people type or paste it: with full-width characters, backslashes, spaces beside
 * punctuation, quotes around it, a misspelled scheme. `null` if it is no address, or its scheme is neither http
 * nor https.
 */
export function correctTypedAddress(text: string): TypedAddress | null {
  const clean = correctTypos(text);
  if (clean === '' || /\s/u.test(clean) || OTHER_SCHEMES.test(clean)) return null;
  const split = splitScheme(clean);
  if (!split) return null;
  const { scheme, rest } = split;
  const end = rest.search(/[/\\?#]/u);
  const before = end < 0 ? rest : rest.slice(0, end);
  // A password may contain a slash, so that what precedes it looks like a host with a port.
  const cut = isHostAndPort(before) ? before : rest;
  const at = cut.lastIndexOf('@');
  const withoutUser = at < 0 ? rest : rest.slice(at + 1);
  const [typedHost = ''] = withoutUser.split(/[/\\?#]/u, 1);
  const authority = typedHost
    .toLowerCase()
    .replace(/,|\.{2,}/gu, '.')
    .replace(/\.(?=$|:\d*$)/u, '');
  return {
    scheme,
    authority,
    hasCredentials: at >= 0,
    hasPath: !ROOTS.includes(withoutUser.slice(typedHost.length)),
    isCorrected: clean !== text || split.isCorrected || authority !== typedHost.toLowerCase(),
  };
}

function isHostAndPort(text: string): boolean {
  return /^(?:[^@:]+|[^@:]+\.[^@:]+:\d+|localhost:\d+|\[[^@]+)$/iu.test(text);
}

function correctTypos(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, '')
    .replaceAll('。', '.')
    .replace(/\s*([:;/\\.@,])\s*/gu, '$1')
    .trim()
    .replace(/^["'`“”‘’«»「」『』《》〈〉<>()]+|["'`“”‘’«»「」『』《》〈〉<>();,.!]+$/gu, '');
}

interface SplitScheme {
  scheme: TypedAddress['scheme'];
  rest: string;
  isCorrected: boolean;
}

function splitScheme(text: string): SplitScheme | null {
  const [start = '', word = '', mark = '', slashes = ''] =
    /^([a-z][a-z\d+-]*)?([.,:;]{0,2})([/\\]*)/iu.exec(text) ?? [];
  const rest = text.slice(start.length);
  const none: SplitScheme = { scheme: null, rest: text, isCorrected: false };
  if (word === '') {
    return /^:?[/\\]/u.test(text) ? { ...none, rest, isCorrected: true } : none;
  }
  const scheme = nearestScheme(word);
  const isPort = /^\d+(?:$|[/\\?#])/u.test(rest);
  const hasColon = /[:;]$/u.test(mark);
  if (slashes === '') {
    if (!hasColon) return none;
    if (isPort) return /^https?$/iu.test(word) ? null : none;
    if (scheme === null) return rest.includes('@') ? none : null;
    return { scheme, rest, isCorrected: true };
  }
  if (scheme === null) return hasColon ? null : none;
  const isExact = start.toLowerCase() === `${scheme}://`;
  const inner = isExact || mark !== '' ? splitScheme(rest) : null;
  if (inner?.scheme) return { ...inner, isCorrected: true };
  return { scheme, rest, isCorrected: !isExact };
}

/** The scheme that `word` is or misspells, `null` for any other word. */
function nearestScheme(word: string): 'http' | 'https' | null {
  const limit = /^h../iu.test(word) ? 2 : 1;
  const [https, http] = [editDistance(word, 'https'), editDistance(word, 'http')];
  if (Math.min(https, http) > limit) return null;
  return https <= http ? 'https' : 'http';
}

/** Insertions, deletions, substitutions and transpositions between two words (optimal string alignment). */
function editDistance(typed: string, wanted: string): number {
  const one = typed.toLowerCase();
  if (Math.abs(one.length - wanted.length) > 2) return Number.POSITIVE_INFINITY;
  const rows: number[][] = [Array.from({ length: wanted.length + 1 }, (_, at) => at)];
  const cell = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= one.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= wanted.length; j++) {
      const same = one[i - 1] === wanted[j - 1] ? 0 : 1;
      const swapped = one[i - 1] === wanted[j - 2] && one[i - 2] === wanted[j - 1];
      (rows[i] as number[])[j] = Math.min(
        cell(i - 1, j) + 1,
        cell(i, j - 1) + 1,
        cell(i - 1, j - 1) + same,
        swapped ? cell(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return cell(one.length, wanted.length);
}
