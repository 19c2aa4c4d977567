import type { Account, AccountState } from '../../../extension/domain/account-state.ts';
import type { DetectedServer, NotTheProxy } from '../../../extension/domain/detect-server.ts';
import { PROBLEM_KINDS, titleOf } from '../../../extension/domain/problems.ts';
import {
  SIGN_IN_ERROR_KINDS,
  signInErrorMessage,
} from '../../../extension/domain/sign-in-errors.ts';
import type { MessageKey } from '../../support/user/messages.ts';

/** A state as the background would store it, and a text on its screen. */
export interface StoredState {
  readonly name: string;
  readonly state: AccountState;
  readonly shows: MessageKey;
}

const HOUR_SECONDS = 3_600;

/** The states of the popup that take an error or time to occur. `now` is Unix milliseconds. */
export function storedStates(account: Account, now: number): StoredState[] {
  const earlier = { ...account, as_of: account.as_of - 3 * HOUR_SECONDS };
  const signedIn = (parts: Partial<Account>): AccountState => ({
    phase: 'signed_in',
    account: { ...account, ...parts },
    problem: null,
  });
  const ended = { phase: 'session_ended', account: earlier } as const;
  const withAccount = (name: string, shows: MessageKey, parts: Partial<Account>): StoredState => {
    return { name, state: signedIn(parts), shows };
  };
  const problems = PROBLEM_KINDS.flatMap((kind): StoredState[] => {
    const retryAt = kind === 'rate_limited' ? now + 5 * 60_000 : null;
    const problem = { kind, at: now, retryAt };
    const shows = titleOf(kind);
    return [
      { name: `${kind}-with-account`, state: { ...signedIn(earlier), problem }, shows },
      { name: kind, state: { phase: 'unknown', problem }, shows },
    ];
  });
  const detected = (kind: NotTheProxy, detectedServer: DetectedServer): StoredState => ({
    name: `${kind}-detected`,
    state: { ...signedIn(earlier), problem: { kind, at: now, retryAt: null, detectedServer } },
    shows: titleOf(kind),
  });
  const signInErrors = SIGN_IN_ERROR_KINDS.flatMap((kind): StoredState[] => {
    const parts = { signInError: { kind, at: now }, problem: null };
    const shows = signInErrorMessage(kind, { address: '', extensionOrigin: '' }).title;
    return [
      { name: `sign-in-${kind}`, state: { phase: 'signed_out', ...parts }, shows },
      { name: `sign-in-${kind}-with-account`, state: { ...ended, ...parts }, shows },
    ];
  });
  const repeated = { kind: 'platform_error', at: now, retryAt: null, repeated: true } as const;
  return [
    { name: 'unknown', state: { phase: 'unknown', problem: null }, shows: 'loading' },
    withAccount('aged', 'headingBalance', earlier),
    withAccount('days-old', 'headingBalance', { as_of: account.as_of - 60 * HOUR_SECONDS }),
    {
      name: 'session-ended',
      state: { ...ended, signInError: null, problem: null },
      shows: 'titleSessionEnded',
    },
    withAccount('negative', 'titleNegative', { balance_formatted: '-12.40' }),
    withAccount('disabled', 'titleDisabled', { status: 2 }),
    withAccount('unlimited', 'headingBalance', { balance_formatted: 'Unlimited' }),
    withAccount('long', 'headingBalance', {
      username: 'a-rather-long-username-of-a-large-organisation',
      email: 'somebody.with.a.long.name@department.example.com',
      balance_formatted: '¥ 1,234,567,890.12',
      used_quota: 9_876_543_210,
    }),
    withAccount('longest', 'headingBalance', {
      balance_formatted: `${'1234567890'.repeat(8)}.00`,
    }),
    ...problems,
    ...signInErrors,
    detected('something_else', { kind: 'page', title: 'Welcome to nginx!', server: 'nginx' }),
    detected('intercepted', { kind: 'sign_in', title: 'Contoso sign-in', server: null }),
    detected('proxy_down', { kind: 'gateway', status: 502 }),
    {
      name: 'platform_error-repeated',
      state: { ...signedIn(earlier), problem: repeated },
      shows: 'platformErrorRepeated',
    },
  ];
}
