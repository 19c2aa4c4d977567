import { PRODUCT_NAME } from '../../shared/replies.ts';
import * as Type from '../../shared/schema.ts';
import type { ProblemKind } from './problems.ts';

/** Maximum characters of another program's text that are shown, without the ellipsis. */
const MAX_TEXT_LENGTH = 60;

/**
 * The problem that each kind of detected server means. `check` is a security check, or the sign-in page of a
 * network. `gateway` is a web server whose program behind it did not respond. `cookies` is a server that found
 * the request's headers too large: only cookies are. `incompatible_proxy` is a proxy of ours, of a version
 * that does not know this extension's requests.
 */
const PROBLEM_OF_SERVER = {
  redirect: 'intercepted',
  sign_in: 'intercepted',
  check: 'intercepted',
  gateway: 'proxy_down',
  cookies: 'too_many_cookies',
  page: 'something_else',
  json: 'something_else',
  incompatible_proxy: 'something_else',
  unknown: 'something_else',
} as const satisfies Record<string, ProblemKind>;

type ServerKind = keyof typeof PROBLEM_OF_SERVER;

/** A problem that means that something else than a proxy of ours responds. */
export type NotTheProxy = (typeof PROBLEM_OF_SERVER)[ServerKind];

const foreignText = Type.Optional(Type.Nullable(Type.String({ maxLength: MAX_TEXT_LENGTH + 1 })));

/** What seems to run at an address whose response did not come from a proxy of ours. Texts are short and printable. */
export const DetectedServer = Type.Object({
  kind: Type.Enum(Object.keys(PROBLEM_OF_SERVER) as ServerKind[]),
  /** The title of a page, and the name of the web server that sent it. */
  title: foreignText,
  server: foreignText,
  /** The name in a JSON object. */
  name: foreignText,
  /** The HTTP status of a `gateway` and an `unknown` server. */
  status: Type.Optional(Type.Integer()),
});
export type DetectedServer = Type.Static<typeof DetectedServer>;

/**
 * A response and its body, or the beginning of it. `value` is the body as JSON, `undefined` if it is not JSON.
 * `receivedAt` is when it arrived, in Unix milliseconds.
 */
export interface ReceivedResponse {
  response: Response;
  body: string;
  value: unknown;
  receivedAt: number;
}

/** The program behind a web server does not respond: RFC 9110 sections 15.6.3 to 15.6.5, and Cloudflare's own. */
const GATEWAY_STATUS = /^5(?:0[2-4]|2[0-7]|30)$/u;

export function problemOfServer({ kind }: DetectedServer): NotTheProxy {
  return PROBLEM_OF_SERVER[kind];
}

export function detectServer({ response, body, value }: ReceivedResponse): DetectedServer {
  const { status, headers } = response;
  if (isRedirect(response)) return { kind: 'redirect' };
  // Headers too large: RFC 6585 section 5, and nginx's own.
  if ([431, 494].includes(status)) return { kind: 'cookies' };
  // With these, other servers refuse large headers, among other things.
  if ([400, 413].includes(status) && namesLargeHeaders(body)) return { kind: 'cookies' };
  const type = headers.get('Content-Type') ?? '';
  const isPage = /html/iu.test(type) || /^\s*</u.test(body);
  const title = isPage ? titleOf(body) : null;
  const server = serverOf(headers);
  // A security check of Cloudflare or Amazon.
  if (headers.has('cf-mitigated') || headers.has('x-amzn-waf-action')) {
    return { kind: 'check', title, server };
  }
  if (GATEWAY_STATUS.test(String(status))) return { kind: 'gateway', status };
  // Another sign-in than ours: RFC 9110 section 15.5.2, RFC 6585 section 6.
  if ([401, 511].includes(status) || (isPage && asksForSignIn(body, title))) {
    return { kind: 'sign_in', title, server };
  }
  if (isPage && isRedirectPage(body)) return { kind: 'redirect' };
  if (isPage) return { kind: isSecurityCheck(body, title) ? 'check' : 'page', title, server };
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
  return /\b(?:sign|log)[ -]?[io]n\b|登录|登陆|登入|认证|验证/iu.test(title ?? '');
}

/** Whether a page is a security check, or a network's page that lets nobody out yet (WISPr). */
function isSecurityCheck(body: string, title: string | null): boolean {
  return body.includes('WISPAccessGatewayParam') || SECURITY_CHECK_TITLE.test(title ?? '');
}

const SECURITY_CHECK_TITLE =
  /\b(?:attention required|captcha|captive|challenge|checking your|ddos|hotspot|human|just a moment|not a (?:ro)?bot|portal|security check|verif\w+|wi-?fi)\b|上网|人机|无线|安全检查/iu;

/** Whether a page only leads to another one, as pages of captive portals do. */
function isRedirectPage(body: string): boolean {
  if (/<meta[^>]{0,200}http-equiv\s*=\s*["']?refresh/iu.test(body)) return true;
  return (
    body.length < 2048 &&
    /\blocation(?:\.href)?\s*=[^=]|\blocation\.(?:replace|assign)\(|\bwindow\.open\(/u.test(body)
  );
}

/** Browsers hide the status and the target of a redirect that is not followed (Fetch, "opaqueredirect"). */
function isRedirect({ type, status }: Response): boolean {
  return type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304);
}

function serverOf(headers: Headers): string | null {
  return printable(headers.get('Server') ?? '');
}

/** The title of a page. No regular expression here can be made slow by a hostile page. */
function titleOf(body: string): string | null {
  const start = body.search(/<title[\s>]/iu);
  const from = start < 0 ? -1 : body.indexOf('>', start);
  if (from < 0) return null;
  const end = body.indexOf('<', from);
  return printable(decodeEntities(body.slice(from + 1, end < 0 ? body.length : end)));
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,6})|(amp|lt|gt|quot|nbsp));/gu, (_, code?: string, name = '') =>
    code === undefined ? (ENTITIES[name] ?? '') : String.fromCodePoint(Number(code)),
  );
}

/** The text on one line without control and format characters, `null` if nothing readable is left. */
function printable(text: string): string | null {
  const line = text
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
    .slice(0, 4 * MAX_TEXT_LENGTH);
  if (line === '' || line.includes('\uFFFD')) return null;
  const characters = [...line];
  return characters.length > MAX_TEXT_LENGTH
    ? `${characters.slice(0, MAX_TEXT_LENGTH).join('')}…`
    : line;
}
