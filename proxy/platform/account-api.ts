import type { PlatformClient, ReadableRequest } from './platform-client.ts';
import { type AccountFields, readAccountFields } from './responses/account-fields.ts';
import { type Payload, readPayload } from './responses/payload.ts';
import { readTopUpUrl } from './responses/top-up-url.ts';

export const USER_INFO_PATH = '/api/oauth2/userinfo';
const TOP_UP_PATH = '/api/oauth2/topup';

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
  userInfo(accessToken: string, caller: string): Promise<AccountFields> {
    const request = this.#get(USER_INFO_PATH, 'balance_formatted', accessToken, readAccountFields);
    return this.#options.client.request('userinfo', caller, request);
  }

  /**
   * The page of the platform for adding credit, as a URL that is safe to open.
   * @throws {PlatformError} `token_refused` as above, `unreadable` for an unsafe URL
   */
  topUpUrl(accessToken: string, caller: string): Promise<string> {
    const { topUpHosts } = this.#options;
    const readUrl = (payload: Payload) => readTopUpUrl(payload, accessToken, topUpHosts);
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
}
