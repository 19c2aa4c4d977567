import type { OAuthApp } from '../apps.ts';
import type { HttpResponse } from '../exchange.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import type { Messages } from './messages.ts';

export interface AuthorizedApp {
  app: OAuthApp;
  scope: readonly string[];
  /** Milliseconds. */
  since: number;
  sessions: number;
}

export function authorizationsPage(
  messages: Messages,
  username: string,
  entries: readonly AuthorizedApp[],
): HttpResponse {
  const none = html`<p class="message hint">${messages.noAuthorizations}</p>`;
  const list = html`<ul class="plain">${entries.map((entry) => row(messages, entry))}</ul>`;
  return page(messages, {
    title: messages.authorizations,
    content: html`<h1>${messages.authorizations}</h1>
<p class="lead">${entries.length === 0 ? messages.loggedInAs(username) : messages.authorizationsLead}</p>
${entries.length === 0 ? none : list}
<p class="account"><a href="/">${messages.back}</a></p>`,
  });
}

function row(messages: Messages, { app, scope, since, sessions }: AuthorizedApp): Html {
  const names = scope.map((name) => messages.scopes[name]?.[0] ?? name);
  const scopes = new Intl.ListFormat(messages.language).format(names);
  const day = new Date(since);
  const shown = day.toLocaleDateString(messages.dateFormat, {
    dateStyle: 'medium',
    timeZone: 'UTC',
  });
  return html`<li class="grant"><div><h2 id="app-${app.id}">${app.name}</h2>
<p class="note">${messages.maySee(scopes)}</p>
<p class="note">${messages.since} <time datetime="${day.toISOString()}">${shown}</time> · <span class="sessions">${messages.sessions(sessions)}</span></p></div>
<form method="post" action="/authorizations/revoke"><input type="hidden" name="client_id" value="${app.clientId}">
<button class="quiet" aria-describedby="app-${app.id}">${messages.revoke}</button></form></li>`;
}
