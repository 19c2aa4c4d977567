import { isOlder } from '../../shared/is-older.ts';
import { isJsonObject, type JsonObject } from '../../shared/json.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import { AboutReply, PRODUCT_NAME } from '../../shared/replies.ts';
import { ROUTES } from '../../shared/routes.ts';
import {
  type DetectedServer,
  type NotTheProxy,
  problemOfServer,
  type ReceivedResponse,
} from '../domain/detect-server.ts';
import { parseUrl } from '../domain/parse-url.ts';
import type { ProblemKind } from '../domain/problems.ts';
import { interpretErrorResponse, problemInReply } from './interpret-error-response.ts';
import { MIN_PROXY_VERSION } from './proxy-version.ts';
import { type ApiDependencies, sendRequest } from './send-request.ts';

/** Maximum time of each request: the user is waiting for the check. */
const TIMEOUT_MS = 8_000;

const READINESS_PATH = '/readyz';

/** What keeps a proxy of ours from serving as it should, although its address is right. */
const WARNINGS = ['platform_misconfigured', 'store_unavailable'] as const;
export type Warning = (typeof WARNINGS)[number];

/**
 * Why an address cannot be used. `unreachable` is a connection that failed at once; over https the certificate
 * may be the reason, which browsers do not tell extensions. `timed_out` is one without a response in time.
 */
export type Refusal =
  | { reason: Exclude<ProblemKind, NotTheProxy> | 'timed_out' }
  | { reason: NotTheProxy; detectedServer: DetectedServer }
  | { reason: 'too_old'; version: string | null };

export type AddressCheck =
  | { kind: 'ours'; version: string; platform: string; warning: Warning | null }
  | { kind: 'unusable'; refusal: Refusal };

/** Checks what responds at `address` (an origin). Needs the host permission. Never rejects. */
export async function checkAddress(address: string, deps: ApiDependencies): Promise<AddressCheck> {
  const received = await get(address + ROUTES.about, deps);
  if (typeof received === 'string') return { kind: 'unusable', refusal: { reason: received } };
  const { response, value } = received;
  if (response.status === 200 && isJsonObject(value) && value.name === PRODUCT_NAME) {
    if (!matchesSchema(AboutReply, value) || isOlder(value.version, MIN_PROXY_VERSION)) {
      return { kind: 'unusable', refusal: { reason: 'too_old', version: versionIn(value) } };
    }
    const { version, platform_url: platform } = value;
    return { kind: 'ours', version, platform, warning: await fetchWarning(address, deps) };
  }
  return { kind: 'unusable', refusal: refusalOf(received) };
}

/** Fetches the origin of the proxy's platform, `null` if it is unknown. Never rejects. */
export async function fetchPlatformOrigin(
  address: string,
  deps: ApiDependencies,
): Promise<string | null> {
  const received = await get(address + ROUTES.about, deps);
  if (typeof received === 'string' || !matchesSchema(AboutReply, received.value)) return null;
  return parseUrl(received.value.platform_url)?.origin ?? null;
}

function refusalOf(received: ReceivedResponse): Refusal {
  const { problem, detectedServer } = interpretErrorResponse(received);
  if (detectedServer) return { reason: problemOfServer(detectedServer), detectedServer };
  if (problem === 'no_session' || received.response.status === 404) {
    return { reason: 'something_else', detectedServer: { kind: 'incompatible_proxy' } };
  }
  return { reason: problem as Exclude<ProblemKind, NotTheProxy> };
}

function versionIn({ version }: JsonObject): string | null {
  return typeof version === 'string' && /^[\w.+-]{1,40}$/u.test(version) ? version : null;
}

/** Fetches the proxy's readiness. `null` also if it reports nothing that the user can act on. */
async function fetchWarning(address: string, deps: ApiDependencies): Promise<Warning | null> {
  const received = await get(address + READINESS_PATH, deps);
  if (typeof received === 'string') return null;
  const problem = problemInReply(received.response.status, received.value);
  return WARNINGS.find((warning) => warning === problem) ?? null;
}

async function get(
  url: string,
  deps: ApiDependencies,
): Promise<ReceivedResponse | 'unreachable' | 'timed_out'> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await sendRequest(deps, url, { method: 'GET', signal });
  } catch {
    return signal.aborted ? 'timed_out' : 'unreachable';
  }
}
