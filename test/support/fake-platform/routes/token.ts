import type { OAuthApp } from '../apps.ts';
import type { Core } from '../core.ts';
import { type HttpResponse, type IncomingRequest, json, type Routes } from '../exchange.ts';
import type { TokenSet } from '../grants.ts';
import { OAuthError } from '../oauth-error.ts';

export function tokenRoutes(core: Core): Routes {
  return {
    'POST /api/oauth2/token': (request) => {
      try {
        return tokenResponse(grantTokens(core, request));
      } catch (error) {
        if (!(error instanceof OAuthError)) throw error;
        const body = { error: error.error, error_description: error.message };
        return json(error.status, body, error.headers);
      }
    },
  };
}

function tokenResponse({ accessToken, expiresIn, refreshToken, scope }: TokenSet): HttpResponse {
  return json(200, {
    access_token: accessToken,
    token_type: 'Bearer',
    expires_in: expiresIn,
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    scope: scope.join(' '),
  });
}

function grantTokens(core: Core, request: IncomingRequest): TokenSet {
  const { form } = request;
  requireWellFormed(request);
  const app = authenticate(core, request);
  const grantType = required(form, 'grant_type');
  if (grantType === 'authorization_code') {
    const code = required(form, 'code');
    const redirectUri = required(form, 'redirect_uri');
    return core.grants.redeemCode(code, app.clientId, redirectUri, form.get('code_verifier'));
  }
  if (grantType === 'refresh_token') {
    return core.grants.refresh(required(form, 'refresh_token'), app.clientId);
  }
  throw new OAuthError('unsupported_grant_type', `${grantType} is not supported`);
}

function requireWellFormed({ contentType, form }: IncomingRequest): void {
  if (contentType !== 'application/x-www-form-urlencoded') {
    throw new OAuthError('invalid_request', 'the body must be application/x-www-form-urlencoded');
  }
  for (const name of form.keys()) {
    if (form.getAll(name).length > 1) {
      throw new OAuthError('invalid_request', `${name} is there more than once`);
    }
  }
}

/** Accepts client_secret_post only (RFC 6749 section 2.3.1). */
function authenticate(core: Core, { headers, form }: IncomingRequest): OAuthApp {
  if (headers.authorization !== undefined) {
    const challenge = { 'www-authenticate': 'Basic realm="oauth2"' };
    throw new OAuthError('invalid_client', 'send client_secret in the body', 401, challenge);
  }
  const app = core.apps.find(form.get('client_id'));
  if (!app || app.clientSecret !== form.get('client_secret')) {
    throw new OAuthError('invalid_client', 'client authentication failed', 401);
  }
  return app;
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value) throw new OAuthError('invalid_request', `${name} is missing`);
  return value;
}
