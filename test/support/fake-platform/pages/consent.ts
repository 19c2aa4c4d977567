import type { AuthorizationRequest } from '../authorization-requests.ts';
import type { HttpResponse } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Messages } from './messages.ts';

export function consentPage(
  messages: Messages,
  id: string,
  { app, redirectUri, scope }: AuthorizationRequest,
  username: string,
): HttpResponse {
  const scopes = scope.map((name) => {
    const [title, meaning] = messages.scopes[name] ?? [name, ''];
    return html`<li class="scope"><strong>${title}</strong><span>${meaning}</span></li>`;
  });
  const request = html`<input type="hidden" name="request" value="${id}">`;
  const title = messages.consent(app.name);
  return page(messages, {
    title,
    content: html`<h1>${title}</h1>
<p class="lead">${messages.consentLead(app.name)}</p>
<ul class="plain">${scopes}</ul>
<form method="post" action="/consent">${request}
<div class="pair">
<button name="decision" value="deny">${messages.deny}</button>
<button class="primary" name="decision" value="allow">${messages.allow}</button>
</div></form>
<form class="account" method="post" action="/logout">${request}
<span>${messages.loggedInAs(username)}</span><button class="link">${messages.otherAccount}</button></form>
<p class="note account">${messages.consentGoesTo(new URL(redirectUri).host)}</p>`,
  });
}
