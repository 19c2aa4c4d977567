import { createHash } from 'node:crypto';
import { OAuthError } from './oauth-error.ts';
import type { PlatformSettings } from './settings.ts';

type Mode = PlatformSettings['pkce'];

const UNRESERVED = /^[A-Za-z0-9\-._~]{43,128}$/;

/** The challenge of the request, or null. */
export function readChallenge(mode: Mode, query: URLSearchParams): string | null {
  const challenge = query.get('code_challenge');
  if (challenge === null) return null;
  if (mode === 'refuse')
    throw new OAuthError('invalid_request', 'unknown parameter code_challenge');
  if (query.get('code_challenge_method') !== 'S256') {
    throw new OAuthError('invalid_request', 'code_challenge_method must be S256');
  }
  if (!UNRESERVED.test(challenge)) {
    throw new OAuthError('invalid_request', 'code_challenge is malformed');
  }
  return challenge;
}

export function verifyChallenge(mode: Mode, challenge: string | null, verifier: string | null) {
  if (mode === 'refuse' && verifier !== null) {
    throw new OAuthError('invalid_request', 'unknown parameter code_verifier');
  }
  if (challenge === null && verifier === null) return;
  if (challenge === null) {
    throw new OAuthError('invalid_grant', 'code_verifier without a code_challenge');
  }
  const matches =
    verifier !== null &&
    UNRESERVED.test(verifier) &&
    createHash('sha256').update(verifier).digest('base64url') === challenge;
  if (!matches) throw new OAuthError('invalid_grant', 'code_verifier does not match');
}
