import { randomBytes } from 'node:crypto';
import type { OAuthApp } from '../apps.ts';
import type { AuthorizationRequest } from '../authorization-requests.ts';
import type { Core } from '../core.ts';
import { type HttpResponse, type IncomingRequest, type Routes, redirect } from '../exchange.ts';
import { OAuthError } from '../oauth-error.ts';
import { consentPage } from '../pages/consent.ts';
import { errorPage } from '../pages/error.ts';
import { messagesFor } from '../pages/messages.ts';
import { readChallenge } from '../pkce.ts';

const SCOPES = new Set(['profile', 'balance']);
const PARAMETERS = ['client_id', 'redirect_uri', 'response_type', 'scope', 'state'];

export function authorizeRoutes(core: Core): Routes {
  return {
    'GET /api/oauth2/authorize': (request) => authorize(core, request),
    'GET /consent': (request) => askConsent(core, request),
    'POST /consent': (request) => decide(core, request),
  };
}

function authorize(core: Core, request: IncomingRequest): HttpResponse {
  const { query } = request;
  const messages = messagesFor(request);
  const app = core.apps.find(query.get('client_id'));
  if (!app) return errorPage(messages, messages.unknownClient);
  // RFC 6749 section 4.1.2.1: no redirect to an address that is not registered, not even with an error.
  if (query.get('redirect_uri') !== app.redirectUri || query.getAll('redirect_uri').length > 1) {
    return errorPage(messages, messages.wrongRedirectUri);
  }
  const error = core.redirectError;
  core.redirectError = null;
  if (error) return back(core, app.redirectUri, { error, state: query.get('state') });
  try {
    const id = randomBytes(16).toString('base64url');
    core.requests.set(id, readRequest(core, app, query));
    return proceed(core, id, core.sessions.find(request.headers.cookie)?.username ?? null);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return back(core, app.redirectUri, {
      error: error.error,
      error_description: error.message,
      state: query.get('state'),
    });
  }
}

function readRequest(core: Core, app: OAuthApp, query: URLSearchParams): AuthorizationRequest {
  for (const name of PARAMETERS) {
    if (!query.get(name)) throw new OAuthError('invalid_request', `${name} is missing`);
    if (query.getAll(name).length > 1) {
      throw new OAuthError('invalid_request', `${name} is there more than once`);
    }
  }
  if (query.get('response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type must be code');
  }
  const scope = [...new Set(query.get('scope')?.split(' '))];
  if (!scope.every((each) => SCOPES.has(each))) {
    throw new OAuthError('invalid_scope', 'the scopes are profile and balance');
  }
  return {
    app,
    redirectUri: app.redirectUri,
    scope,
    state: query.get('state') ?? '',
    challenge: readChallenge(core.settings.pkce, query),
    autoAuthorize: query.get('auto_authorize') === 'true',
  };
}

/** The next step of a request: login, consent, or the redirect. */
export function proceed(core: Core, id: string, username: string | null): HttpResponse {
  if (username === null) return redirect(303, `/login?request=${id}`);
  if (!core.requests.get(id)?.autoAuthorize) return redirect(303, `/consent?request=${id}`);
  return allow(core, id, username);
}

function askConsent(core: Core, request: IncomingRequest): HttpResponse {
  const messages = messagesFor(request);
  const id = request.query.get('request') ?? '';
  const waiting = core.requests.get(id);
  if (!waiting) return errorPage(messages, messages.requestGone);
  const session = core.sessions.find(request.headers.cookie);
  if (!session) return redirect(303, `/login?request=${id}`);
  return consentPage(messages, id, waiting, session.username);
}

function decide(core: Core, request: IncomingRequest): HttpResponse {
  const messages = messagesFor(request);
  const id = request.form.get('request') ?? '';
  const waiting = core.requests.get(id);
  if (!waiting) return errorPage(messages, messages.requestGone);
  if (request.form.get('decision') !== 'allow') {
    core.requests.delete(id);
    return back(core, waiting.redirectUri, { error: 'access_denied', state: waiting.state });
  }
  const session = core.sessions.find(request.headers.cookie);
  if (!session) return redirect(303, `/login?request=${id}`);
  return allow(core, id, session.username);
}

function allow(core: Core, id: string, username: string): HttpResponse {
  const waiting = core.requests.get(id);
  if (!waiting) throw new Error('an authorization request was answered twice');
  core.requests.delete(id);
  const { app, redirectUri, scope, state, challenge } = waiting;
  const clientId = app.clientId;
  const code = core.grants.issueCode({ username, clientId, redirectUri, scope, challenge });
  return back(core, redirectUri, { code, state });
}

function back(
  core: Core,
  redirectUri: string,
  values: Record<string, string | null>,
): HttpResponse {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null) query.set(name, value);
  }
  if (core.settings.sendIssuer) query.set('iss', core.settings.issuer ?? core.url);
  return redirect(302, `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`);
}
