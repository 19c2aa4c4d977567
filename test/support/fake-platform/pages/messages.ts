import type { IncomingRequest } from '../exchange.ts';
import { chinese } from './messages-chinese.ts';
import { english, type Messages } from './messages-english.ts';

export type { Messages } from './messages-english.ts';

/** The messages in the preferred language of the browser. */
export function messagesFor({ headers }: IncomingRequest): Messages {
  return /^\s*zh\b/i.test(headers['accept-language'] ?? '') ? chinese : english;
}
