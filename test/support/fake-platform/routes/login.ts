import type { Core } from '../core.ts';
import { type HttpResponse, type IncomingRequest, type Routes, redirect } from '../exchange.ts';
import { errorPage } from '../pages/error.ts';
import { loginPage } from '../pages/login.ts';
import { messagesFor } from '../pages/messages.ts';
import { clearCookie, setCookie } from '../sessions.ts';
import { proceed } from './authorize.ts';

/** Pages that a login may redirect to. */
const DESTINATIONS = new Set(['/', '/topup']);

export function loginRoutes(core: Core): Routes {
  return {
    'GET /login': (request) => showLogin(core, request, request.query, null),
    'POST /login': (request) => logIn(core, request),
    'POST /logout': (request) => logOut(core, request),
  };
}

function showLogin(
  core: Core,
  request: IncomingRequest,
  values: URLSearchParams,
  refused: string | null,
): HttpResponse {
  const messages = messagesFor(request);
  const id = values.get('request');
  const waiting = core.requests.find(id);
  if (id !== null && !waiting) return errorPage(messages, messages.requestGone);
  return loginPage(messages, {
    request: waiting && id !== null ? { id, appName: waiting.app.name } : null,
    next: destination(values),
    refused,
  });
}

function logIn(core: Core, request: IncomingRequest): HttpResponse {
  const { form } = request;
  const username = form.get('username') ?? '';
  const account = core.accounts.withPassword(username, form.get('password') ?? '');
  if (!account) return showLogin(core, request, form, username);
  const id = form.get('request');
  const messages = messagesFor(request);
  if (id !== null && !core.requests.find(id)) return errorPage(messages, messages.requestGone);
  const answer =
    id === null ? redirect(303, destination(form)) : proceed(core, id, account.username);
  const cookie = setCookie(core.sessions.start(account.username));
  return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
}

function logOut(core: Core, request: IncomingRequest): HttpResponse {
  core.sessions.end(request.headers.cookie);
  const id = request.form.get('request');
  const waiting = core.requests.find(id);
  const next = waiting ? `/login?request=${id}` : '/';
  return redirect(303, next, { 'set-cookie': clearCookie() });
}

function destination(values: URLSearchParams): string {
  const next = values.get('next') ?? '/';
  return DESTINATIONS.has(next) ? next : '/';
}
