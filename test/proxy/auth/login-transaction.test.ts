import { expect, test } from 'vitest';
import { hasState, isAlive, startLoginTransaction } from '../../../proxy/auth/login-transaction.ts';

const transaction = startLoginTransaction((size) => Buffer.alloc(size, size), 1_000, 3, 'session');

test('a login transaction has 32 random bytes each in its state and its verifier', () => {
  const secret = Buffer.alloc(32, 32).toString('base64url');
  const secrets = { state: secret, codeVerifier: secret };
  expect(transaction).toEqual({ ...secrets, startedAt: 1_000, slot: 3, replaces: 'session' });
});

test.each([
  [999, false],
  [1_000, true],
  [600_999, true],
  [601_000, false],
])('at %d it can be completed: %j', (now, expected) => {
  expect(isAlive(transaction, now)).toBe(expected);
});

test('it has its own state and no other', () => {
  expect(hasState(transaction, transaction.state)).toBe(true);
  expect(hasState(transaction, `${transaction.state}A`)).toBe(false);
});
