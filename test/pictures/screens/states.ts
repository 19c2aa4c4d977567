import type { Account, AccountState } from '../../../extension/domain/account-state.ts';
import type { DetectedServer, NotTheProxy } from '../../../extension/domain/detected-server.ts';
import type { ProblemKind } from '../../../extension/domain/problems.ts';
import type { SignInErrorKind } from '../../../extension/domain/sign-in-errors.ts';
import type { MessageKey } from '../../support/person/words.ts';

/** A state as the background would have stored it, and words that are on its screen. */
export interface StoredState {
  readonly name: string;
  readonly state: AccountState;
  readonly shows: MessageKey;
}

const TROUBLES: Readonly<Record<ProblemKind, MessageKey>> = {
  permission_missing: 'titlePermissionMissing',
  unreachable: 'titleUnreachable',
  something_else: 'titleSomethingElse',
  intercepted: 'titleIntercepted',
  proxy_down: 'titleProxyDown',
  too_many_cookies: 'titleTooManyCookies',
  refused: 'titleRefused',
  proxy_failed: 'titleProxyFailed',
  platform_unavailable: 'titlePlatformUnavailable',
  platform_error: 'titlePlatformError',
  platform_timeout: 'titlePlatformTimeout',
  platform_misconfigured: 'titlePlatformMisconfigured',
  store_unavailable: 'titleStoreUnavailable',
  overloaded: 'titleOverloaded',
  rate_limited: 'titleRateLimited',
  sign_out_failed: 'titleSignOutFailed',
  sign_out_refused: 'titleSignOutFailed',
};

const NOTICES: Readonly<Record<SignInErrorKind, MessageKey>> = {
  cancelled: 'titleCancelled',
  access_denied: 'titleAccessDenied',
  missing_parameters: 'titleMissingParameters',
  invalid_state: 'titleInvalidState',
  server_error: 'titleServerError',
  temporarily_unavailable: 'titleTemporarilyUnavailable',
  invalid_request: 'titleProxyNotAccepted',
  unauthorized_client: 'titleProxyNotAccepted',
  unsupported_response_type: 'titleProxyNotAccepted',
  invalid_scope: 'titleProxyNotAccepted',
  session_not_kept: 'titleSessionNotKept',
  session_isolated: 'titleSessionIsolated',
};

const HOUR = 3_600;

/** Every state of the popup that takes a fault or time to come about. `now` is Unix milliseconds. */
export function storedStates(account: Account, now: number): StoredState[] {
  const earlier = { ...account, as_of: account.as_of - 3 * HOUR };
  const signedIn = (of: Account): AccountState => ({
    phase: 'signed_in',
    account: of,
    problem: null,
  });
  const unusual = (name: string, shows: MessageKey, parts: Partial<Account>): StoredState => {
    return { name, state: signedIn({ ...account, ...parts }), shows };
  };
  const troubles = entries(TROUBLES).flatMap(([kind, shows]): StoredState[] => {
    const retryAt = kind === 'rate_limited' ? now + 5 * 60_000 : null;
    const problem = { kind, at: now, retryAt };
    return [
      { name: `${kind}-with-account`, state: { ...signedIn(earlier), problem }, shows },
      { name: kind, state: { phase: 'unknown', problem }, shows },
    ];
  });
  const detected = (kind: NotTheProxy, detectedServer: DetectedServer): StoredState => ({
    name: `${kind}-detected`,
    state: { ...signedIn(earlier), problem: { kind, at: now, retryAt: null, detectedServer } },
    shows: TROUBLES[kind],
  });
  const notices = entries(NOTICES).flatMap(([kind, shows]): StoredState[] => {
    const parts = { signInError: { kind, at: now }, problem: null };
    return [
      { name: `sign-in-${kind}`, state: { phase: 'signed_out', ...parts }, shows },
      {
        name: `sign-in-${kind}-with-account`,
        state: { phase: 'session_ended', account: earlier, ...parts },
        shows,
      },
    ];
  });
  return [
    { name: 'unknown', state: { phase: 'unknown', problem: null }, shows: 'loading' },
    { name: 'aged', state: signedIn(earlier), shows: 'headingBalance' },
    {
      name: 'days-old',
      state: signedIn({ ...account, as_of: account.as_of - 60 * HOUR }),
      shows: 'headingBalance',
    },
    {
      name: 'session-ended',
      state: { phase: 'session_ended', account: earlier, signInError: null, problem: null },
      shows: 'titleSessionEnded',
    },
    unusual('negative', 'titleNegative', { balance_formatted: '-12.40' }),
    unusual('disabled', 'titleDisabled', { status: 2 }),
    unusual('unlimited', 'headingBalance', { balance_formatted: 'Unlimited' }),
    unusual('long', 'headingBalance', {
      username: 'a-rather-long-username-of-a-large-organisation',
      email: 'somebody.with.a.long.name@department.example.com',
      balance_formatted: '¥ 1,234,567,890.12',
      used_quota: 9_876_543_210,
    }),
    unusual('longest', 'headingBalance', { balance_formatted: `${'1234567890'.repeat(8)}.00` }),
    ...troubles,
    ...notices,
    detected('something_else', { kind: 'page', title: 'Welcome to nginx!', server: 'nginx' }),
    detected('intercepted', { kind: 'sign_in', title: 'Contoso sign-in', server: null }),
    detected('proxy_down', { kind: 'gateway', status: 502 }),
    {
      name: 'platform_error-repeated',
      state: {
        ...signedIn(earlier),
        problem: { kind: 'platform_error', at: now, retryAt: null, repeated: true },
      },
      shows: 'platformErrorRepeated',
    },
  ];
}

function entries<K extends string, V>(of: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(of) as [K, V][];
}
