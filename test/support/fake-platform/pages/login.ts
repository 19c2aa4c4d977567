import type { Answer } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Words } from './words.ts';

interface Login {
  /** The authorization request that the login is for. */
  request: { id: string; appName: string } | null;
  next: string;
  /** The username of a login that was refused. */
  refused: string | null;
}

export function loginPage(words: Words, { request, next, refused }: Login): Answer {
  const lead = request ? words.logInToContinue(request.appName) : words.logInLead;
  const target = request
    ? html`<input type="hidden" name="request" value="${request.id}">`
    : html`<input type="hidden" name="next" value="${next}">`;
  const invalid = refused === null ? null : html` aria-invalid="true" aria-describedby="refused"`;
  const focus = html` autofocus`;
  const cancel = request
    ? html`<form method="post" action="/consent">${target}<button class="wide" name="decision" value="deny">${words.cancel}</button></form>`
    : html`<a class="button wide" href="/">${words.cancel}</a>`;
  return page(words, {
    title: words.logIn,
    status: refused === null ? 200 : 422,
    content: html`<h1>${words.logIn}</h1>
<p class="lead">${lead}</p>
${refused === null ? null : html`<p class="message bad" id="refused" role="alert">${words.wrongPassword}</p>`}
<div class="stack">
<form method="post" action="/login">${target}
<div class="field"><label for="username">${words.username}</label>
<input id="username" name="username" value="${refused ?? ''}" autocomplete="username" autocapitalize="none" spellcheck="false" required${invalid}${refused === null ? focus : null}></div>
<div class="field"><label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${invalid}${refused === null ? null : focus}></div>
<button class="primary wide">${words.logIn}</button>
</form>
${cancel}
</div>
<div class="hint"><p>${words.hint[0]}<code>demo</code>${words.hint[1]}<code>demo</code>${words.hint[2]}</p></div>`,
  });
}
