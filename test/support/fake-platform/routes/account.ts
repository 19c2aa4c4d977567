import { UNITS_PER_CREDIT } from '../accounts.ts';
import type { Core } from '../core.ts';
import {
  type Handler,
  type HttpResponse,
  type IncomingRequest,
  type Routes,
  redirect,
} from '../exchange.ts';
import { errorPage } from '../pages/error.ts';
import { messagesFor } from '../pages/messages.ts';
import { topupPage } from '../pages/topup.ts';
import type { Session } from '../sessions.ts';

const MAX_TOPUP = 10_000;

/** The page of a logged-in user. */
export function accountRoutes(core: Core): Routes {
  return {
    'GET /': () => redirect(303, '/topup'),
    'GET /topup': withSession(core, (request, session) => {
      const { username, credited } = session;
      session.credited = null;
      return topupPage(messagesFor(request), core.accounts.get(username), credited);
    }),
    'POST /topup': withSession(core, (request, session) => addCredit(core, request, session)),
  };
}

function addCredit(core: Core, request: IncomingRequest, session: Session): HttpResponse {
  const amount = Number(request.form.get('amount'));
  if (!(amount >= 0.01 && amount <= MAX_TOPUP)) {
    const messages = messagesFor(request);
    return errorPage(messages, messages.wrongAmount);
  }
  session.credited = Math.round(amount * UNITS_PER_CREDIT);
  core.accounts.get(session.username).credit(session.credited);
  return redirect(303, '/topup');
}

function withSession(
  core: Core,
  handle: (request: IncomingRequest, session: Session) => HttpResponse,
): Handler {
  return (request) => {
    const session = core.sessions.find(request.headers.cookie);
    return session ? handle(request, session) : redirect(303, '/login');
  };
}
