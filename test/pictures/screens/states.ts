import type { Account, AccountState, Problem } from '../../../extension/domain/account-state.ts';
import type { DetectedServer, NotTheProxy } from '../../../extension/domain/detect-server.ts';
import { titleOf } from '../../../extension/domain/message.ts';
import { PROBLEM_KINDS } from '../../../extension/domain/problems.ts';
import {
  SIGN_IN_ERROR_KINDS,
  signInErrorMessage,
} from '../../../extension/domain/sign-in-errors.ts';
import type { MessageKey } from '../../support/user/messages.ts';

/** A state as the background would store it, with the name of its picture and a text on its screen. */
export type StoredState = readonly [name: string, state: AccountState, shows: MessageKey];

const HOUR_SECONDS = 3_600;

/** The state of a user who is signed in, with some fields of the account replaced. */
export function signedInState(
  account: Account,
  parts: Partial<Account> = {},
  problem: Problem | null = null,
) {
  return { phase: 'signed_in', account: { ...account, ...parts }, problem } as const;
}

/** The states of the popup that take an error or time to occur. `now` is Unix milliseconds. */
export function storedStates(account: Account, now: number): StoredState[] {
  const earlier = { as_of: account.as_of - 3 * HOUR_SECONDS };
  const signedIn = signedInState.bind(null, account);
  const ended = { phase: 'session_ended', account: { ...account, ...earlier } } as const;
  const problems = PROBLEM_KINDS.flatMap((kind): StoredState[] => {
    const problem = { kind, at: now, retryAt: kind === 'rate_limited' ? now + 5 * 60_000 : null };
    return [
      [`${kind}-with-account`, signedIn(earlier, problem), titleOf(kind)],
      [kind, { phase: 'unknown', problem }, titleOf(kind)],
    ];
  });
  const detected = (kind: NotTheProxy, detectedServer: DetectedServer): StoredState => {
    const problem = { kind, at: now, retryAt: null, detectedServer };
    return [`${kind}-detected`, signedIn(earlier, problem), titleOf(kind)];
  };
  const signInErrors = SIGN_IN_ERROR_KINDS.flatMap((kind): StoredState[] => {
    const parts = { signInError: { kind, at: now }, problem: null };
    const { title } = signInErrorMessage(kind, { address: '', extensionOrigin: '' });
    return [
      [`sign-in-${kind}`, { phase: 'signed_out', ...parts }, title],
      [`sign-in-${kind}-with-account`, { ...ended, ...parts }, title],
    ];
  });
  const repeated = { kind: 'platform_error', at: now, retryAt: null, repeated: true } as const;
  const long = {
    username: 'a-rather-long-username-of-a-large-organisation',
    email: 'somebody.with.a.long.name@department.example.com',
    balance_formatted: '¥ 1,234,567,890.12',
    used_quota: 9_876_543_210,
  };
  const daysOld = { as_of: account.as_of - 60 * HOUR_SECONDS };
  const longest = { balance_formatted: `${'1234567890'.repeat(8)}.00` };
  return [
    ['unknown', { phase: 'unknown', problem: null }, 'loading'],
    ['aged', signedIn(earlier), 'headingBalance'],
    ['days-old', signedIn(daysOld), 'headingBalance'],
    ['session-ended', { ...ended, signInError: null, problem: null }, 'titleSessionEnded'],
    ['negative', signedIn({ balance_formatted: '-12.40' }), 'titleNegative'],
    ['disabled', signedIn({ status: 2 }), 'titleDisabled'],
    ['unlimited', signedIn({ balance_formatted: 'Unlimited' }), 'headingBalance'],
    ['long', signedIn(long), 'headingBalance'],
    ['longest', signedIn(longest), 'headingBalance'],
    ...problems,
    ...signInErrors,
    detected('something_else', { kind: 'page', title: 'Welcome to nginx!', server: 'nginx' }),
    detected('intercepted', { kind: 'sign_in', title: 'Contoso sign-in', server: null }),
    detected('proxy_down', { kind: 'gateway', status: 502 }),
    ['platform_error-repeated', signedIn(earlier, repeated), 'platformErrorRepeated'],
  ];
}
