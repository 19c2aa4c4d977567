import type { Core } from '../core.ts';
import { type HttpResponse, type IncomingRequest, type Routes, redirect } from '../exchange.ts';
import { errorPage } from '../pages/error.ts';
import { loginPage } from '../pages/login.ts';
import { messagesFor } from '../pages/messages.ts';
import { setCookie } from '../sessions.ts';
import { proceed } from './authorize.ts';

export function loginRoutes(core: Core): Routes {
  return {
    'GET /login': (request) => showLogin(core, request, request.query.get('request'), null),
    'POST /login': (request) => logIn(core, request),
    'POST /logout': (request) => logOut(core, request),
  };
}

function showLogin(
  core: Core,
  request: IncomingRequest,
  id: string | null,
  refused: string | null,
): HttpResponse {
  const messages = messagesFor(request);
  if (id === null) return loginPage(messages, { request: null, refused });
  const waiting = core.requests.get(id);
  if (!waiting) return errorPage(messages, messages.requestGone);
  return loginPage(messages, { request: { id, appName: waiting.app.name }, refused });
}

function logIn(core: Core, request: IncomingRequest): HttpResponse {
  const { form } = request;
  const username = form.get('username') ?? '';
  const id = form.get('request');
  const account = core.accounts.withPassword(username, form.get('password') ?? '');
  if (!account) return showLogin(core, request, id, username);
  const messages = messagesFor(request);
  if (id !== null && !core.requests.has(id)) return errorPage(messages, messages.requestGone);
  const answer = id === null ? redirect(303, '/topup') : proceed(core, id, username);
  const cookie = setCookie(core.sessions.start(username));
  return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
}

function logOut(core: Core, request: IncomingRequest): HttpResponse {
  core.sessions.end(request.headers.cookie);
  const id = request.form.get('request');
  return redirect(303, id === null ? '/login' : `/login?request=${id}`);
}
