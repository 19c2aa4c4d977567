import { ACCOUNT } from './account-cases.ts';
import { BODIES, CONNECTIONS, ENCODINGS, STATUSES } from './any-endpoint.ts';
import { MALFORMED_HTTP } from './malformed-http.ts';
import type { ResponseCase } from './response-cases.ts';
import { TOKEN_ERRORS, TOKENS } from './token-cases.ts';
import { TOP_UP } from './top-up-cases.ts';

/** All cases, grouped by the malformed part of the response. */
export const GROUPS: [name: string, cases: ResponseCase[]][] = [
  ['the connection', CONNECTIONS],
  ['the status', STATUSES],
  ['the body', BODIES],
  ['the encoding', ENCODINGS],
  ['HTTP', MALFORMED_HTTP],
  ['tokens', TOKENS],
  ['errors of the token endpoint', TOKEN_ERRORS],
  ['the account', ACCOUNT],
  ['the top-up URL', TOP_UP],
];
