import { ROUTES } from '../../../shared/routes.ts';
import type { CheckContext } from './check-context.ts';
import type { DoctorResponse } from './fetch.ts';
import { type Finding, fail, judge, pass, quote, warn } from './finding.ts';

const AUTHORIZE_PATH = '/api/oauth2/authorize';

/** Length of a `state` and a code challenge: 32 bytes in base64url. */
const MIN_RANDOM_LENGTH = 43;

const MAX_LOGIN_SECONDS = 600;

/** Checks the redirect to the platform, its cookie, and the callback, without signing in. */
export async function checkSignIn(
  { target, fetchProxy }: CheckContext,
  platformUrl: string,
): Promise<Finding[]> {
  const start = await fetchProxy(ROUTES.signIn);
  const location = URL.parse(start.header('location') ?? '');
  if (start.status !== 302 || !location) {
    const remedy =
      start.status === 429
        ? 'Wait a minute and look again.'
        : 'Have the web server pass /auth/oauth/start and its redirect on.';
    return [fail('sign-in', `answered ${start.status}`, remedy)];
  }
  const again = await fetchProxy(ROUTES.signIn, {
    headers: { 'X-Forwarded-Host': 'elsewhere.example', 'X-Forwarded-Proto': 'http' },
  });
  const callback = await fetchProxy(`${ROUTES.callback}?code=none&state=none`);
  return [
    checkDestination(location, platformUrl),
    checkRequest(location),
    checkPkce(location),
    checkCallbackAddress(location, target.origin),
    checkLoginCookie(start, target.https),
    checkFreshness(location, again),
    judge(
      callback.status === 303 && callback.header('location') === '/?error=invalid_state',
      'a callback that nobody began',
      ['refused', `answered ${callback.status}`],
      'Have the web server pass /oauth/callback, its query and its redirect on as they are.',
    ),
  ];
}

function checkDestination(location: URL, platformUrl: string): Finding {
  const check = 'sign-in leads to the platform';
  const seen = `${location.origin}${location.pathname}`;
  if (location.origin === platformUrl && location.pathname === AUTHORIZE_PATH) {
    return pass(check, quote(location.origin));
  }
  return fail(check, quote(seen), 'Have the web server leave the Location header as it is.');
}

function checkRequest({ searchParams }: URL): Finding {
  const missing = Object.entries({
    client_id: /./,
    response_type: /^code$/,
    scope: /(?=.*\bprofile\b)(?=.*\bbalance\b)/,
    state: new RegExp(`^[\\w-]{${MIN_RANDOM_LENGTH},}$`),
    auto_authorize: /^true$/,
  })
    .filter(([name, pattern]) => !pattern.test(searchParams.get(name) ?? ''))
    .map(([name]) => name);
  return judge(
    missing.length === 0,
    'authorization request',
    ['complete', `wrong or missing: ${missing.join(', ')}`],
    'Set OAUTH_CLIENT_ID, and leave OAUTH_SCOPE at “profile balance”.',
  );
}

function checkPkce({ searchParams }: URL): Finding {
  const challenge = searchParams.get('code_challenge') ?? '';
  const isS256 = searchParams.get('code_challenge_method') === 'S256';
  if (isS256 && challenge.length >= MIN_RANDOM_LENGTH) return pass('PKCE', 'S256');
  return warn('PKCE', 'switched off', 'Set OAUTH_PKCE=on, unless the platform refuses it.');
}

function checkCallbackAddress({ searchParams }: URL, origin: string): Finding {
  const address = URL.parse(searchParams.get('redirect_uri') ?? '');
  return judge(
    address?.origin === origin && address.pathname === ROUTES.callback,
    'callback address',
    ['on this very origin', quote(address?.origin ?? 'none')],
    `Set OAUTH_REDIRECT_URI to ${origin}${ROUTES.callback}, and register the same on the platform; or look at the address that it names.`,
  );
}

function checkLoginCookie({ cookies }: DoctorResponse, https: boolean): Finding {
  const check = 'the sign-in’s cookie';
  const cookie = cookies.find((one) => /^(__Host-)?balance_companion_login_[\w-]+=./.test(one));
  if (cookie === undefined) {
    return fail(check, 'is not set', 'Have the web server pass Set-Cookie headers on.');
  }
  const attributes = cookie.split('; ').slice(1);
  const has = (pattern: RegExp) => attributes.some((one) => pattern.test(one));
  const age = Number(/Max-Age=(\d+)/i.exec(cookie)?.[1] ?? Number.POSITIVE_INFINITY);
  const problems = [
    ...(https && !cookie.startsWith('__Host-') ? ['no __Host- prefix'] : []),
    ...(https && !has(/^secure$/i) ? ['not Secure'] : []),
    ...(has(/^httponly$/i) ? [] : ['not HttpOnly']),
    ...(has(/^samesite=lax$/i) ? [] : ['not SameSite=Lax']),
    ...(has(/^path=\/$/i) ? [] : ['not for the whole path']),
    ...(has(/^domain=/i) ? ['with a Domain'] : []),
    ...(age <= MAX_LOGIN_SECONDS ? [] : ['too long-lived']),
  ];
  return judge(
    problems.length === 0,
    check,
    ['guarded as it should be', problems.join(', ')],
    'Set OAUTH_REDIRECT_URI to the https address of the proxy, and have the web server leave cookies as they are.',
  );
}

/** A second start must have another state, and the same callback address despite forwarded headers of a stranger. */
function checkFreshness(location: URL, again: DoctorResponse): Finding {
  const other = URL.parse(again.header('location') ?? '');
  const value = (url: URL | null, name: string) => url?.searchParams.get(name);
  const isFresh = other !== null && value(other, 'state') !== value(location, 'state');
  const isSteady = value(other, 'redirect_uri') === value(location, 'redirect_uri');
  const remedy = isFresh
    ? 'Update the proxy: its addresses come from its settings alone.'
    : 'Switch the web server’s cache off for this host.';
  return judge(
    isFresh && isSteady,
    'each sign-in',
    ['has a state of its own', isFresh ? 'listens to X-Forwarded-Host' : 'has the same state'],
    remedy,
  );
}
