import { expect, test } from 'vitest';
import { PROBLEM_KINDS, problemMessage } from '../../../extension/domain/problems.ts';
import { signInErrorMessage } from '../../../extension/domain/sign-in-errors.ts';

const context = { address: 'https://a.example', extensionOrigin: 'chrome-extension://b' };

test('the message of a problem names what its text needs', () => {
  expect(PROBLEM_KINDS).toContain('unreachable');
  expect(problemMessage('unreachable', context).substitutions).toEqual([context.address]);
  expect(problemMessage('refused', context).substitutions).toEqual([context.extensionOrigin]);
  expect(problemMessage('overloaded', context)).not.toHaveProperty('substitutions');
});

test('the message of a sign-in error names the address, the code, or nothing', () => {
  expect(signInErrorMessage('session_not_kept', context).substitutions).toEqual([context.address]);
  expect(signInErrorMessage('invalid_scope', context).substitutions).toEqual(['invalid_scope']);
  expect(signInErrorMessage('cancelled', context)).not.toHaveProperty('substitutions');
});
