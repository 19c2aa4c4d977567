import { type Account, formatCredit } from '../accounts.ts';
import type { HttpResponse } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Messages } from './messages.ts';

const PRESETS = ['10', '50', '100'];

interface Topup {
  /** Units that were just added. */
  credited: number | null;
  /** A rejected amount. */
  refused: string | null;
}

export function topupPage(
  messages: Messages,
  account: Account,
  { credited, refused }: Topup,
): HttpResponse {
  const balance = account.balanceFormatted;
  const done = credited === null ? null : messages.credited(formatCredit(credited), balance);
  const invalid = refused === null ? null : html` aria-invalid="true" aria-describedby="refused"`;
  const presets = PRESETS.map(
    (amount) => html`<button name="preset" value="${amount}" formnovalidate>+${amount}</button>`,
  );
  return page(messages, {
    title: messages.topup,
    status: refused === null ? 200 : 422,
    content: html`<h1>${messages.topup}</h1>
<p class="lead">${messages.topupLead}</p>
${done === null ? null : html`<p class="message good" role="status">${done}</p>`}
${refused === null ? null : html`<p class="message bad" id="refused" role="alert">${messages.wrongAmount}</p>`}
<h2 class="note">${messages.balance}</h2>
<p class="balance">${balance}</p>
<p class="lead">${account.username}</p>
<form method="post" action="/topup">
<div class="field"><label for="amount">${messages.amount}</label>
<input id="amount" name="amount" inputmode="decimal" autocomplete="off" value="${refused ?? '25'}" required${invalid}></div>
<p><button class="primary wide">${messages.addCredit}</button></p>
<fieldset class="presets"><legend>${messages.quickly}</legend>${presets}</fieldset>
</form>
<p class="account"><a href="/">${messages.back}</a></p>`,
  });
}
