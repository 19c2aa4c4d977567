import { type Account, formatCredit } from '../accounts.ts';
import type { Answer } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Words } from './words.ts';

export function homePage(words: Words, account: Account | null): Answer {
  if (account) return accountPage(words, account);
  return page(words, {
    title: words.home,
    content: html`<h1>${words.welcome}</h1>
<p class="lead">${words.welcomeLead}</p>
<a class="button primary wide" href="/login">${words.logIn}</a>`,
  });
}

function accountPage(words: Words, account: Account): Answer {
  const used = words.used(formatCredit(account.usedQuota), formatCredit(account.quota));
  return page(words, {
    title: words.home,
    aside: html`<form method="post" action="/logout"><button class="quiet">${words.logOut}</button></form>`,
    content: html`<h1>${words.greeting(account.username)}</h1>
<p class="lead">${account.email}</p>
${account.status === 1 ? null : html`<p class="message bad">${words.disabled}</p>`}
<h2 class="note">${words.balance}</h2>
<p class="balance">${account.balanceFormatted}</p>
<p class="lead">${used}</p>
<nav class="stack">
<a class="button primary wide" href="/topup">${words.topup}</a>
<a class="button wide" href="/authorizations">${words.authorizations}</a>
</nav>`,
  });
}
