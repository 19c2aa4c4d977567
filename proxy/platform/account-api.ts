import { isLoopback } from '../../shared/loopback.ts';
import { isProblem, type ReadAccount, readAccount } from './account-fields.ts';
import { unusableResponseError } from './errors/classify.ts';
import { acceptResponse } from './errors/response-table.ts';
import type { PlatformRequests } from './platform-requests.ts';
import type { Members } from './response-body.ts';
import type { PlatformResponse } from './response-reader.ts';
import type { PlatformTransport } from './transport.ts';

export const USER_INFO_PATH = '/api/oauth2/userinfo';
const TOP_UP_PATH = '/api/oauth2/topup';

export interface AccountApiOptions {
  http: Pick<PlatformTransport, 'send'>;
  calls: PlatformRequests;
  /** Where set, the only hosts that a top-up page may be on: `host` for any port, or `host:port`. */
  topUpHosts: readonly string[] | undefined;
  now: () => number;
}

/** The two things that the platform answers to an access token. */
export class AccountApi {
  readonly #options: AccountApiOptions;

  constructor(options: AccountApiOptions) {
    this.#options = options;
  }

  /**
   * The account behind an access token (guide, section 3), its known fields alone.
   * @param session the session's key
   * @throws {PlatformError} `token_refused` on 401 or `{"success": false}`, else as the answer deserves.
   */
  async userInfo(accessToken: string, session: string): Promise<ReadAccount> {
    return this.#options.calls.read('userinfo', session, async () => {
      const { answer, members } = await this.#read(
        USER_INFO_PATH,
        accessToken,
        'balance_formatted',
      );
      const account = readAccount(members);
      if (isProblem(account)) throw unusableResponseError(answer, account);
      return account;
    });
  }

  /**
   * The platform's page for adding credit, as a URL that is safe to open.
   * @throws {PlatformError} `unreadable` for any other kind of URL.
   */
  async topUpUrl(accessToken: string, session: string): Promise<string> {
    return this.#options.calls.read('topup', session, async () => {
      const { answer, members } = await this.#read(TOP_UP_PATH, accessToken, 'topup_url');
      return this.#checkedTopUpUrl(answer, members.get('topup_url'), accessToken);
    });
  }

  #checkedTopUpUrl(answer: PlatformResponse, text: unknown, accessToken: string): string {
    const refuse = (problem: string) =>
      unusableResponseError(answer, { reason: 'invalid_field', text: `topup_url ${problem}` });
    if (text === undefined || text === '') {
      throw unusableResponseError(answer, {
        reason: 'missing_field',
        text: 'topup_url is missing',
      });
    }
    if (typeof text !== 'string' || !URL.canParse(text)) throw refuse('is not a URL');
    const url = new URL(text);
    if (url.href.length > 2048) throw refuse('is too long');
    const secure =
      url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
    if (!secure) throw refuse('is not https');
    if (url.username || url.password) throw refuse('carries credentials');
    // RFC 9700 section 4.3.2: an access token in a URL ends up in histories and logs.
    if (decodeLoosely(url.href).includes(accessToken)) throw refuse('carries the access token');
    const { topUpHosts } = this.#options;
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const names = [url.hostname, `${url.hostname}:${port}`];
    if (topUpHosts && !names.some((name) => topUpHosts.includes(name))) {
      throw refuse('is on a host outside TOPUP_HOSTS');
    }
    return url.href;
  }

  async #read(path: string, accessToken: string, needed: string): Promise<Received> {
    const answer = await this.#options.http.send({
      method: 'GET',
      path,
      headers: { authorization: `Bearer ${accessToken}` },
    });
    return { answer, members: acceptResponse('account', answer, needed, this.#options.now()) };
  }
}

interface Received {
  answer: PlatformResponse;
  members: Members;
}

/** Every escape undone, in a text of which not all need be well-formed. */
function decodeLoosely(text: string): string {
  return text.replace(/%[\da-f]{2}/gi, (escaped) =>
    String.fromCharCode(Number.parseInt(escaped.slice(1), 16)),
  );
}
