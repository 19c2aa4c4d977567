import type { OAuthApp } from '../apps.ts';
import type { Answer } from '../exchange.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';
import type { Words } from './words.ts';

export interface AuthorizedApp {
  app: OAuthApp;
  scope: readonly string[];
  /** Milliseconds. */
  since: number;
  sessions: number;
}

export function authorizationsPage(
  words: Words,
  username: string,
  entries: readonly AuthorizedApp[],
): Answer {
  const none = html`<p class="message hint">${words.noAuthorizations}</p>`;
  const list = html`<ul class="plain">${entries.map((entry) => row(words, entry))}</ul>`;
  return page(words, {
    title: words.authorizations,
    content: html`<h1>${words.authorizations}</h1>
<p class="lead">${entries.length === 0 ? words.loggedInAs(username) : words.authorizationsLead}</p>
${entries.length === 0 ? none : list}
<p class="account"><a href="/">${words.back}</a></p>`,
  });
}

function row(words: Words, { app, scope, since, sessions }: AuthorizedApp): Html {
  const names = scope.map((name) => words.scopes[name]?.[0] ?? name);
  const scopes = new Intl.ListFormat(words.language).format(names);
  const day = new Date(since);
  const shown = day.toLocaleDateString(words.dateFormat, { dateStyle: 'medium', timeZone: 'UTC' });
  return html`<li class="grant"><div><h2 id="app-${app.id}">${app.name}</h2>
<p class="note">${words.maySee(scopes)}</p>
<p class="note">${words.since} <time datetime="${day.toISOString()}">${shown}</time> · <span class="sessions">${words.sessions(sessions)}</span></p></div>
<form method="post" action="/authorizations/revoke"><input type="hidden" name="client_id" value="${app.clientId}">
<button class="quiet" aria-describedby="app-${app.id}">${words.revoke}</button></form></li>`;
}
