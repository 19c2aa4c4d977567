import { PRODUCT_NAME } from '@shared/replies.ts';

/** What an answer that no proxy of ours has given seems to come from. Texts are short and printable. */
export type Seeming =
  | { kind: 'redirect' }
  | { kind: 'sign_in' | 'page'; title: string | null; server: string | null }
  | { kind: 'gateway'; status: number }
  | { kind: 'json'; name: string | null }
  /** A proxy like ours that does not know what this extension asks. */
  | { kind: 'kin' }
  | { kind: 'unknown'; status: number };

/** An answer as far as it was read. `value` is the body as JSON, `undefined` where it is none. */
export interface ReadAnswer {
  response: Response;
  body: string;
  value: unknown;
}

/** The longest text of somebody else's that is repeated, in characters. */
const LONGEST = 60;

/** Statuses by which a web server says that the program behind it does not answer (RFC 9110, 15.6.3 to 15.6.5). */
const GATEWAY = [502, 503, 504];

/** Statuses that ask for a sign-in of another kind than ours (RFC 9110, 15.5.2; RFC 6585, 6). */
const WANTS_SIGN_IN = [401, 511];

export function seemingOf({ response, body, value }: ReadAnswer): Seeming {
  const { status, headers } = response;
  if (isRedirect(response)) return { kind: 'redirect' };
  if (GATEWAY.includes(status)) return { kind: 'gateway', status };
  const type = headers.get('Content-Type') ?? '';
  const isPage = /html/iu.test(type) || /^\s*</u.test(body);
  if (WANTS_SIGN_IN.includes(status) || (isPage && /type\s*=\s*["']?password/iu.test(body))) {
    return { kind: 'sign_in', title: isPage ? titleOf(body) : null, server: serverOf(headers) };
  }
  if (isPage) return { kind: 'page', title: titleOf(body), server: serverOf(headers) };
  if (typeof value !== 'object' || value === null) return { kind: 'unknown', status };
  const name: unknown = Reflect.get(value, 'name');
  if (name === PRODUCT_NAME) return { kind: 'kin' };
  return { kind: 'json', name: typeof name === 'string' ? printable(name) : null };
}

/** A browser hides status and target of a redirect that it does not follow (Fetch, "opaque-redirect"). */
function isRedirect({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400);
}

function serverOf(headers: Headers): string | null {
  return printable(headers.get('Server') ?? '');
}

/** The title of a page, without regular expressions that a hostile page could make slow. */
function titleOf(body: string): string | null {
  const start = body.search(/<title[\s>]/iu);
  const from = start < 0 ? -1 : body.indexOf('>', start);
  if (from < 0) return null;
  const end = body.indexOf('<', from);
  return printable(plain(body.slice(from + 1, end < 0 ? body.length : end)));
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

function plain(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|(amp|lt|gt|quot|nbsp));/gu, (_, code?: string, name = '') =>
    code === undefined ? (ENTITIES[name] ?? '') : String.fromCodePoint(Number(code)),
  );
}

/** Without control and direction characters; `null` where nothing readable is left. */
function printable(text: string): string | null {
  const line = text
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 4 * LONGEST);
  if (line === '' || line.includes('\uFFFD')) return null;
  const characters = [...line];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : line;
}
