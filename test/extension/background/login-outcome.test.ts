import { expect, test } from 'vitest';
import { readLoginOutcome } from '../../../extension/background/sign-in/login-outcome.ts';
import { PROXY } from '../../support/extension/background-environment.ts';

test.each([
  [`${PROXY}/?login=success`, { kind: 'success' }],
  [`${PROXY}/?error=access_denied`, { kind: 'error', code: 'access_denied' }],
  [`${PROXY}/?error=something_new`, { kind: 'error', code: 'server_error' }],
  [`${PROXY}/?login=failure`, null],
  [`${PROXY}/`, null],
  [`${PROXY}/auth/oauth/start?login=success`, null],
  ['http://localhost:9999/?login=success', null],
  ['https://localhost:8787/?login=success', null],
  ['http://localhost.example.com:8787/?login=success', null],
  ['about:blank', null],
  ['', null],
  [undefined, null],
])('the outcome at %s is %j', (url, outcome) => {
  expect(readLoginOutcome(url, PROXY)).toEqual(outcome);
});
