import { matchesSchema } from '../../shared/matches-schema.ts';
import { AboutReply, PRODUCT_NAME } from '../../shared/replies.ts';
import { CSRF_HEADER, CSRF_VALUE, ROUTES } from '../../shared/routes.ts';
import {
  type DetectedServer,
  type NotTheProxy,
  problemOfServer,
  type ReceivedResponse,
} from '../domain/detected-server.ts';
import { parseUrl } from '../domain/parse-url.ts';
import type { ProblemKind } from '../domain/problems.ts';
import { type ApiDependencies, diagnose, parse, problemInReply } from './proxy-client.ts';
import { isOlder, MIN_PROXY_VERSION } from './proxy-version.ts';

/** Milliseconds that each question of the check may take: someone is watching. */
const TIMEOUT_MS = 8_000;

/** So much of an answer is read, in bytes: no more is needed to know whose it is. */
const MOST_BYTES = 64 * 1024;

const READINESS = '/readyz';

/** What keeps a proxy that is ours and can be used from serving as it should. */
const WARNINGS = ['platform_misconfigured', 'store_unavailable'] as const;
export type Warning = (typeof WARNINGS)[number];

/**
 * Why an address can't be used. `unreachable` is a connection that failed at once (over https that may
 * be the certificate: a browser tells nobody), `timed_out` one that came to nothing.
 */
export type Refusal =
  | { reason: Exclude<ProblemKind, NotTheProxy> | 'timed_out' }
  | { reason: NotTheProxy; detectedServer: DetectedServer }
  | { reason: 'too_old'; version: string | null };

export type AddressCheck =
  | { kind: 'ours'; version: string; platform: string; warning: Warning | null }
  | { kind: 'unusable'; refusal: Refusal };

/** Asks who answers at `address` (an origin). Needs the host permission; never throws. */
export async function checkAddress(
  address: string,
  around: ApiDependencies,
): Promise<AddressCheck> {
  const answer = await ask(address + ROUTES.about, around);
  if (typeof answer === 'string') return unusable({ reason: answer });
  const { response, value } = answer;
  if (response.status === 200 && isOfOurs(value)) {
    if (!matchesSchema(AboutReply, value) || isOlder(value.version, MIN_PROXY_VERSION)) {
      return unusable({ reason: 'too_old', version: versionIn(value) });
    }
    const { version, platform_url: platform } = value;
    return { kind: 'ours', version, platform, warning: await warningOf(address, around) };
  }
  return unusable(refusalOf(answer));
}

/** The origin of the platform that the proxy at `address` is for; `null` where it does not say. Never throws. */
export async function platformOf(address: string, around: ApiDependencies): Promise<string | null> {
  const answer = await ask(address + ROUTES.about, around);
  if (typeof answer === 'string' || !matchesSchema(AboutReply, answer.value)) return null;
  return parseUrl(answer.value.platform_url)?.origin ?? null;
}

function refusalOf(answer: ReceivedResponse): Refusal {
  const { problem, detectedServer } = diagnose(answer);
  if (detectedServer) return { reason: problemOfServer(detectedServer), detectedServer };
  if (problem === 'no_session' || answer.response.status === 404) {
    return { reason: 'something_else', detectedServer: { kind: 'incompatible_proxy' } };
  }
  return { reason: problem as Exclude<ProblemKind, NotTheProxy> };
}

function unusable(refusal: Refusal): AddressCheck {
  return { kind: 'unusable', refusal };
}

function isOfOurs(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'name') === PRODUCT_NAME;
}

function versionIn(value: object): string | null {
  const version: unknown = Reflect.get(value, 'version');
  return typeof version === 'string' && /^[\w.+-]{1,40}$/u.test(version) ? version : null;
}

/** What the proxy's own readiness says; `null` also where it says nothing that the user can act on. */
async function warningOf(address: string, around: ApiDependencies): Promise<Warning | null> {
  const answer = await ask(address + READINESS, around);
  if (typeof answer === 'string') return null;
  const problem = problemInReply(answer.response.status, answer.value);
  return WARNINGS.find((warning) => warning === problem) ?? null;
}

async function ask(
  url: string,
  around: ApiDependencies,
): Promise<ReceivedResponse | 'unreachable' | 'timed_out'> {
  const limit = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await around.fetch(url, {
      method: 'GET',
      credentials: 'include',
      cache: 'no-store',
      redirect: 'manual',
      headers: { [CSRF_HEADER]: CSRF_VALUE },
      signal: limit,
    });
    const body = await readStart(response);
    return { response, body, value: parse(body) };
  } catch {
    return limit.aborted ? 'timed_out' : 'unreachable';
  }
}

/** The first {@link MOST_BYTES} of the body as text. */
async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (let left = MOST_BYTES; reader && left > 0; ) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value.subarray(0, left), { stream: true });
    left -= value.byteLength;
  }
  await reader?.cancel().catch(() => undefined);
  return text;
}
