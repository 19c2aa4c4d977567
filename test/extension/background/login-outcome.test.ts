import { expect, test } from 'vitest';
import { readLoginOutcome } from '../../../extension/background/sign-in/login-outcome.ts';
import { PROXY } from '../../support/extension/fixtures.ts';

test.each([
  [`${PROXY}/?login=success`, 'success'],
  [`${PROXY}/?error=access_denied`, 'access_denied'],
  [`${PROXY}/?error=something_new`, 'server_error'],
])('the outcome at %s is %j', (url, outcome) => {
  expect(readLoginOutcome(url, PROXY)).toBe(outcome);
});

test.each([
  ...[`${PROXY}/?login=failure`, `${PROXY}/`, `${PROXY}/auth/oauth/start?login=success`],
  ...['http://localhost:9999/?login=success', 'https://localhost:8787/?login=success'],
  ...['http://localhost.example.com:8787/?login=success', 'about:blank', '', undefined],
])('there is no outcome at %s', (url) => {
  expect(readLoginOutcome(url, PROXY)).toBeNull();
});
