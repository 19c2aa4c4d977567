import type { HttpResponse } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Messages } from './messages.ts';

export function errorPage(messages: Messages, reason: string): HttpResponse {
  return page(messages, {
    title: messages.errorTitle,
    status: 400,
    content: html`<h1>${messages.errorTitle}</h1>
<p class="message bad" role="alert">${reason}</p>
<p>${messages.errorLead}</p>`,
  });
}
