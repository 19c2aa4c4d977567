import type { Answer } from '../exchange.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import type { Words } from './words.ts';

export function errorPage(words: Words, reason: string): Answer {
  return page(words, {
    title: words.errorTitle,
    status: 400,
    content: html`<h1>${words.errorTitle}</h1>
<p class="message bad" role="alert">${reason}</p>
<p>${words.errorLead}</p>
<a class="button wide" href="/">${words.back}</a>`,
  });
}
