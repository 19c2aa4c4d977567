import { type Account, formatCredit } from '../accounts.ts';
import type { HttpResponse } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Messages } from './messages.ts';

/** @param credited units that were just added */
export function topupPage(
  messages: Messages,
  account: Account,
  credited: number | null,
): HttpResponse {
  const balance = account.balanceFormatted;
  const done = credited === null ? null : messages.credited(formatCredit(credited), balance);
  return page(messages, {
    title: messages.topup,
    content: html`<h1>${messages.topup}</h1>
<p class="lead">${messages.topupLead}</p>
${done === null ? null : html`<p class="message good" role="status">${done}</p>`}
<h2 class="note">${messages.balance}</h2>
<p class="balance">${balance}</p>
<p class="lead">${account.username}</p>
<form method="post" action="/topup">
<div class="field"><label for="amount">${messages.amount}</label>
<input id="amount" name="amount" inputmode="decimal" autocomplete="off" value="25" required></div>
<button class="primary wide">${messages.addCredit}</button>
</form>
<form class="account" method="post" action="/logout"><button class="link">${messages.otherAccount}</button></form>`,
  });
}
