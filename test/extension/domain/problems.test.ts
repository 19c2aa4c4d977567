import { expect, test } from 'vitest';
import {
  isProblemKind,
  PROBLEM_KINDS,
  problemMessage,
  recoveryAction,
} from '../../../extension/domain/problems.ts';
import { signInErrorMessage } from '../../../extension/domain/sign-in-errors.ts';

const context = { address: 'https://a.example', extensionOrigin: 'chrome-extension://b' };

test('the message of a problem names what its text needs', () => {
  expect(problemMessage('proxy_down', context)).toEqual({
    title: 'titleProxyDown',
    text: 'textProxyDown',
    substitutions: [context.address],
  });
  for (const kind of ['refused', 'sign_out_refused'] as const) {
    expect(problemMessage(kind, context).substitutions).toEqual([context.extensionOrigin]);
  }
  expect(problemMessage('overloaded', context)).not.toHaveProperty('substitutions');
});

test('every problem has a recovery action', () => {
  expect(PROBLEM_KINDS.every(isProblemKind)).toBe(true);
  expect(isProblemKind('problem')).toBe(false);
  expect(recoveryAction('permission_missing')).toBe('allow');
  expect(recoveryAction('unreachable')).toBe('refresh');
});

test('the message of a sign-in error names the address, the code, or nothing', () => {
  for (const kind of ['session_not_kept', 'session_isolated'] as const) {
    expect(signInErrorMessage(kind, context).substitutions).toEqual([context.address]);
  }
  expect(signInErrorMessage('invalid_scope', context).substitutions).toEqual(['invalid_scope']);
  expect(signInErrorMessage('cancelled', context)).not.toHaveProperty('substitutions');
});
