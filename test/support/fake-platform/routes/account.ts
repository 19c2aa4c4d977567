import { UNITS_PER_CREDIT } from '../accounts.ts';
import type { Core } from '../core.ts';
import {
  type Handler,
  type HttpResponse,
  type IncomingRequest,
  type Routes,
  redirect,
} from '../exchange.ts';
import { homePage } from '../pages/home.ts';
import { messagesFor } from '../pages/messages.ts';
import { topupPage } from '../pages/topup.ts';
import type { Session } from '../sessions.ts';

const MAX_TOPUP = 10_000;

/** The pages of a logged-in user. */
export function accountRoutes(core: Core): Routes {
  return {
    'GET /': (request) => {
      const session = core.sessions.find(request.headers.cookie);
      return homePage(messagesFor(request), session && core.accounts.get(session.username));
    },
    'GET /topup': withSession(core, (request, session) => {
      const credited = session.credited;
      session.credited = null;
      const account = core.accounts.get(session.username);
      return topupPage(messagesFor(request), account, { credited, refused: null });
    }),
    'POST /topup': withSession(core, (request, session) => addCredit(core, request, session)),
  };
}

function addCredit(core: Core, request: IncomingRequest, session: Session): HttpResponse {
  const account = core.accounts.get(session.username);
  const text = (request.form.get('preset') ?? request.form.get('amount') ?? '').trim();
  const amount = Number(text);
  if (!/^\d+(\.\d{1,2})?$/.test(text) || amount === 0 || amount > MAX_TOPUP) {
    return topupPage(messagesFor(request), account, { credited: null, refused: text });
  }
  const units = Math.round(amount * UNITS_PER_CREDIT);
  account.credit(units);
  session.credited = units;
  return redirect(303, '/topup');
}

function withSession(
  core: Core,
  handle: (request: IncomingRequest, session: Session) => HttpResponse,
): Handler {
  return (request) => {
    const session = core.sessions.find(request.headers.cookie);
    if (session) return handle(request, session);
    return redirect(303, `/login?next=${encodeURIComponent(request.path)}`);
  };
}
