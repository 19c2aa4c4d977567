import { isLoopback } from '../../shared/loopback.ts';
import type { PlatformClient, ReadableRequest } from './client.ts';
import { type AccountFields, readAccountFields } from './responses/account-fields.ts';
import { type Payload, readPayload } from './responses/payload.ts';

export const USER_INFO_PATH = '/api/oauth2/userinfo';
const TOP_UP_PATH = '/api/oauth2/topup';

const MAX_URL_LENGTH = 2048;

export interface AccountApiOptions {
  client: PlatformClient;
  /** The only hosts of top-up pages, as `host` for any port or `host:port`; undefined for any host. */
  topUpHosts: readonly string[] | undefined;
  /** Unix milliseconds. */
  now: () => number;
}

/** Reads with an access token. A caller is an opaque key for admission. */
export class AccountApi {
  readonly #options: AccountApiOptions;

  constructor(options: AccountApiOptions) {
    this.#options = options;
  }

  /**
   * The account of an access token (guide, section 3), reduced to the known fields.
   * @throws {PlatformError} `token_refused` for 401 and `{"success": false}`
   */
  async userInfo(accessToken: string, caller: string): Promise<AccountFields> {
    const request = this.#get(USER_INFO_PATH, 'balance_formatted', accessToken, readAccountFields);
    return this.#options.client.request('userinfo', caller, request);
  }

  /**
   * The page of the platform for adding credit, as a URL that is safe to open.
   * @throws {PlatformError} `token_refused` as above, `unreadable` for an unsafe URL
   */
  async topUpUrl(accessToken: string, caller: string): Promise<string> {
    const readUrl = (payload: Payload) => this.#readTopUpUrl(payload, accessToken);
    const request = this.#get(TOP_UP_PATH, 'topup_url', accessToken, readUrl);
    return this.#options.client.request('topup', caller, request);
  }

  #get<T>(
    path: string,
    needed: string,
    accessToken: string,
    readFields: (payload: Payload) => T,
  ): ReadableRequest<T> {
    return {
      method: 'GET',
      path,
      headers: { authorization: `Bearer ${accessToken}` },
      read: (response) => readFields(readPayload('account', response, needed, this.#options.now())),
    };
  }

  #readTopUpUrl(payload: Payload, accessToken: string): string {
    const text = payload.get('topup_url');
    const invalid = (problem: string) => payload.error('invalid_field', `topup_url ${problem}`);
    if (text === undefined || text === '') {
      throw payload.error('missing_field', 'topup_url is missing');
    }
    if (typeof text !== 'string' || !URL.canParse(text)) throw invalid('is not a URL');
    const url = new URL(text);
    if (url.href.length > MAX_URL_LENGTH) throw invalid('is too long');
    const isSecure =
      url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
    if (!isSecure) throw invalid('is not https');
    if (url.username || url.password) throw invalid('carries credentials');
    // An access token in a URL ends up in histories and logs (RFC 9700 section 4.3.2).
    if (decodeEscapes(url.href).includes(accessToken)) throw invalid('carries the access token');
    const { topUpHosts } = this.#options;
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const names = [url.hostname, `${url.hostname}:${port}`];
    if (topUpHosts && !names.some((name) => topUpHosts.includes(name))) {
      throw invalid('is on a host outside TOPUP_HOSTS');
    }
    return url.href;
  }
}

/** Decodes every escape; unlike `decodeURIComponent` it accepts malformed ones. */
function decodeEscapes(text: string): string {
  return text.replace(/%[\da-f]{2}/gi, (escaped) =>
    String.fromCharCode(Number.parseInt(escaped.slice(1), 16)),
  );
}
