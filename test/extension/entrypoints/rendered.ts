import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { AccountState } from '../../../extension/domain/account-state.ts';
import type { ProblemKind } from '../../../extension/domain/problems.ts';
import type { SignInErrorKind } from '../../../extension/domain/sign-in-errors.ts';
import { account, NOON } from '../../support/extension/background-environment.ts';

/** Renders an element and returns what a user perceives of it. */
export function rendered(element: ReactElement) {
  const html = renderToStaticMarkup(element);
  const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, part = '']) => textOf(part));
  const buttons = [...html.matchAll(/<button([^>]*)>(.*?)<\/button>/gsu)].map(
    ([, attributes = '', content = '']) =>
      /aria-label="([^"]*)"/u.exec(attributes)?.[1] ?? textOf(content),
  );
  return {
    html,
    text: textOf(html),
    all,
    buttons,
    headings: all(/<h1[^>]*>(.*?)<\/h1>/gsu),
    mains: all(/<main[^>]*>(.*?)<\/main>/gsu).length,
    primary: all(/<button[^>]*class="button primary"[^>]*>(.*?)<\/button>/gsu),
    ids: [...html.matchAll(/ id="([^"]+)"/gu)].map(([, id = '']) => id),
  };
}

function textOf(html: string): string {
  return html
    .replace(/<[^>]+>/gu, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Text that shows a missing value or an unfilled placeholder. */
export const BROKEN_TEXT = /\$|undefined|null|NaN|\[object/u;

export const signedIn = (parts: Parameters<typeof account>[0] = {}): AccountState => ({
  phase: 'signed_in',
  account: account(parts),
  problem: null,
});

export const signedOut = (kind: SignInErrorKind | null = null): AccountState => ({
  phase: 'signed_out',
  signInError: kind && { kind, at: NOON },
  problem: null,
});

export const sessionEnded: AccountState = {
  phase: 'session_ended',
  account: account(),
  signInError: null,
  problem: null,
};

export const withProblem = (state: AccountState, kind: ProblemKind): AccountState => ({
  ...state,
  problem: { kind, at: NOON, retryAt: null },
});
