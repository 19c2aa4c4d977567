import { PRODUCT_NAME } from '../../shared/replies.ts';
import * as Type from '../../shared/schema.ts';

/** The longest text of another program that is repeated, in characters, without the ellipsis. */
const MAX_TEXT = 60;

const foreignText = Type.Nullable(Type.String({ maxLength: MAX_TEXT + 1 }));

/** What seems to have sent a response that did not come from a proxy of ours. Texts are short and printable. */
export const DetectedServer = Type.Union([
  Type.Object({ kind: Type.Literal('redirect') }),
  Type.Object({
    /** `check` is a page that lets a person pass, as a security check or a network's welcome page does. */
    kind: Type.Enum(['sign_in', 'check', 'page']),
    title: foreignText,
    server: foreignText,
  }),
  /** A web server that got no response from the program behind it. */
  Type.Object({ kind: Type.Literal('gateway'), status: Type.Integer() }),
  /** A server that refuses the size of the request's headers. Cookies are the only large one. */
  Type.Object({ kind: Type.Literal('cookies') }),
  Type.Object({ kind: Type.Literal('json'), name: foreignText }),
  /** A proxy like ours that does not know this extension's requests. */
  Type.Object({ kind: Type.Literal('incompatible_proxy') }),
  Type.Object({ kind: Type.Literal('unknown'), status: Type.Integer() }),
]);
export type DetectedServer = Type.Static<typeof DetectedServer>;

/** A response as far as it was read. `value` is the body as JSON, `undefined` where it is none. */
export interface ReceivedResponse {
  response: Response;
  body: string;
  value: unknown;
}

/**
 * Statuses by which a web server says that the program behind it does not respond (RFC 9110, 15.6.3 to
 * 15.6.5), and those that Cloudflare has for the same.
 */
const GATEWAY = [502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530];

/** Statuses that ask for a sign-in of another kind than ours (RFC 9110, 15.5.2; RFC 6585, 6). */
const WANTS_SIGN_IN = [401, 511];

/** Headers too large (RFC 6585, 5), and what nginx has for that. */
const TOO_LARGE = [431, 494];

/** Statuses with which other servers refuse large headers; the text of the page tells. */
const MAYBE_TOO_LARGE = [400, 413];

/** Header fields with which Cloudflare and Amazon mark a security check. */
const CHALLENGES = ['cf-mitigated', 'x-amzn-waf-action'];

/** The problem that a proxy of ours is not what responds. */
export type NotTheProxy = 'something_else' | 'intercepted' | 'proxy_down' | 'too_many_cookies';

/** The problem that follows from what seems to respond. */
export function problemOf({ kind }: DetectedServer): NotTheProxy {
  switch (kind) {
    case 'redirect':
    case 'sign_in':
    case 'check':
      return 'intercepted';
    case 'gateway':
      return 'proxy_down';
    case 'cookies':
      return 'too_many_cookies';
    default:
      return 'something_else';
  }
}

export function detectServer({ response, body, value }: ReceivedResponse): DetectedServer {
  const { status, headers } = response;
  if (isRedirect(response)) return { kind: 'redirect' };
  if (TOO_LARGE.includes(status)) return { kind: 'cookies' };
  if (MAYBE_TOO_LARGE.includes(status) && namesLargeHeaders(body)) return { kind: 'cookies' };
  const type = headers.get('Content-Type') ?? '';
  const isPage = /html/iu.test(type) || /^\s*</u.test(body);
  const title = isPage ? titleOf(body) : null;
  const server = serverOf(headers);
  if (CHALLENGES.some((name) => headers.has(name))) return { kind: 'check', title, server };
  if (GATEWAY.includes(status)) return { kind: 'gateway', status };
  if (WANTS_SIGN_IN.includes(status) || (isPage && asksForSignIn(body, title))) {
    return { kind: 'sign_in', title, server };
  }
  if (isPage && leadsElsewhere(body)) return { kind: 'redirect' };
  if (isPage) return { kind: isCheck(body, title) ? 'check' : 'page', title, server };
  if (typeof value !== 'object' || value === null) return { kind: 'unknown', status };
  const name: unknown = Reflect.get(value, 'name');
  if (name === PRODUCT_NAME) return { kind: 'incompatible_proxy' };
  return { kind: 'json', name: typeof name === 'string' ? printable(name) : null };
}

function namesLargeHeaders(body: string): boolean {
  return /(?:headers?|cookies?|request)(?: \w+){0,4} (?:too (?:large|long|big)|exceeds)|limit request headers|sent an invalid request/iu.test(
    body.slice(0, 4096).replace(/<[^>]{0,200}>|\s+/gu, ' '),
  );
}

function asksForSignIn(body: string, title: string | null): boolean {
  if (/type\s*=\s*["']?password/iu.test(body)) return true;
  return title !== null && /\b(?:sign|log)[ -]?[io]n\b|登录|登陆|登入|认证|验证/iu.test(title);
}

/** Whether a page wants to see a person, or is that of a network which lets nobody out yet (WISPr). */
function isCheck(body: string, title: string | null): boolean {
  if (body.includes('WISPAccessGatewayParam')) return true;
  return title !== null && CHECK_TITLE.test(title);
}

const CHECK_TITLE =
  /\b(?:attention required|captcha|captive|challenge|checking your|ddos|hotspot|human|just a moment|not a (?:ro)?bot|portal|security check|verif\w+|wi-?fi)\b|上网|人机|无线|安全检查/iu;

/** Whether a page does nothing but lead to another one, as those of captive portals often do. */
function leadsElsewhere(body: string): boolean {
  if (/<meta[^>]{0,200}http-equiv\s*=\s*["']?refresh/iu.test(body)) return true;
  return (
    body.length < 2048 &&
    /\blocation(?:\.href)?\s*=[^=]|\blocation\.(?:replace|assign)\(|\bwindow\.open\(/u.test(body)
  );
}

/** A browser hides status and target of a redirect that it does not follow (Fetch, "opaque-redirect"). */
function isRedirect({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304);
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
    .slice(0, 4 * MAX_TEXT);
  if (line === '' || line.includes('\uFFFD')) return null;
  const characters = [...line];
  return characters.length > MAX_TEXT ? `${characters.slice(0, MAX_TEXT).join('')}…` : line;
}
