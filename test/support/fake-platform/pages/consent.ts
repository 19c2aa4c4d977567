import type { AuthorizationRequest } from '../authorization-requests.ts';
import type { Answer } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Words } from './words.ts';

export function consentPage(
  words: Words,
  id: string,
  { app, redirectUri, scope }: AuthorizationRequest,
  username: string,
): Answer {
  const scopes = scope.map((name) => {
    const [title, meaning] = words.scopes[name] ?? [name, ''];
    return html`<li class="scope"><strong>${title}</strong><span>${meaning}</span></li>`;
  });
  const request = html`<input type="hidden" name="request" value="${id}">`;
  const title = words.consent(app.name);
  return page(words, {
    title,
    content: html`<h1>${title}</h1>
<p class="lead">${words.consentLead(app.name)}</p>
<ul class="plain">${scopes}</ul>
<form method="post" action="/consent">${request}
<div class="pair">
<button name="decision" value="deny">${words.deny}</button>
<button class="primary" name="decision" value="allow">${words.allow}</button>
</div></form>
<form class="account" method="post" action="/logout">${request}
<span>${words.loggedInAs(username)}</span><button class="link">${words.otherAccount}</button></form>
<p class="note account">${words.consentGoesTo(new URL(redirectUri).host)}</p>`,
  });
}
