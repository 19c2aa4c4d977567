import { type Account, formatCredit } from '../accounts.ts';
import type { HttpResponse } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Messages } from './messages.ts';

export function homePage(messages: Messages, account: Account | null): HttpResponse {
  if (account) return accountPage(messages, account);
  return page(messages, {
    title: messages.home,
    content: html`<h1>${messages.welcome}</h1>
<p class="lead">${messages.welcomeLead}</p>
<a class="button primary wide" href="/login">${messages.logIn}</a>`,
  });
}

function accountPage(messages: Messages, account: Account): HttpResponse {
  const used = messages.used(formatCredit(account.usedQuota), formatCredit(account.quota));
  return page(messages, {
    title: messages.home,
    aside: html`<form method="post" action="/logout"><button class="quiet">${messages.logOut}</button></form>`,
    content: html`<h1>${messages.greeting(account.username)}</h1>
<p class="lead">${account.email}</p>
${account.status === 1 ? null : html`<p class="message bad">${messages.disabled}</p>`}
<h2 class="note">${messages.balance}</h2>
<p class="balance">${account.balanceFormatted}</p>
<p class="lead">${used}</p>
<nav class="stack">
<a class="button primary wide" href="/topup">${messages.topup}</a>
</nav>`,
  });
}
