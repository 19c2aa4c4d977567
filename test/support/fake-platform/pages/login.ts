import type { HttpResponse } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Messages } from './messages.ts';

interface Login {
  /** The authorization request that continues after the login. */
  request: { id: string; appName: string } | null;
  /** The username of a rejected login. */
  refused: string | null;
}

export function loginPage(messages: Messages, { request, refused }: Login): HttpResponse {
  const lead = request ? messages.logInToContinue(request.appName) : messages.logInLead;
  const target = request && html`<input type="hidden" name="request" value="${request.id}">`;
  const invalid = refused === null ? null : html` aria-invalid="true" aria-describedby="refused"`;
  const focus = html` autofocus`;
  const cancel =
    target &&
    html`<form method="post" action="/consent">${target}<button class="wide" name="decision" value="deny">${messages.cancel}</button></form>`;
  return page(messages, {
    title: messages.logIn,
    status: refused === null ? 200 : 422,
    content: html`<h1>${messages.logIn}</h1>
<p class="lead">${lead}</p>
${refused === null ? null : html`<p class="message bad" id="refused" role="alert">${messages.wrongPassword}</p>`}
<div class="stack">
<form method="post" action="/login">${target}
<div class="field"><label for="username">${messages.username}</label>
<input id="username" name="username" value="${refused ?? ''}" autocomplete="username" autocapitalize="none" spellcheck="false" required${invalid}${refused === null ? focus : null}></div>
<div class="field"><label for="password">${messages.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${invalid}${refused === null ? null : focus}></div>
<button class="primary wide">${messages.logIn}</button>
</form>
${cancel}
</div>
<div class="hint"><p>${messages.hint[0]}<code>demo</code>${messages.hint[1]}<code>demo</code>${messages.hint[2]}</p></div>`,
  });
}
