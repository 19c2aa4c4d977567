import { Compile } from 'typebox/compile';
import { isLoopback } from '../../shared/loopback.ts';
import { PlatformAccount } from '../../shared/replies.ts';
import { faultOfStatus } from './classify.ts';
import { PlatformFault } from './faults.ts';
import type { PlatformCalls } from './platform-calls.ts';
import type { PlatformHttp } from './platform-http.ts';

const USER_INFO_PATH = '/api/oauth2/userinfo';
const TOP_UP_PATH = '/api/oauth2/topup';

const FIELDS = Object.keys(PlatformAccount.properties);

/** As a function that is made once: looking a schema up for each answer takes longer than all else about it. */
const accountSchema = Compile(PlatformAccount);

export interface AccountApiOptions {
  http: PlatformHttp;
  calls: PlatformCalls;
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
   * @throws {PlatformFault} `token_refused` on 401, else as the answer deserves.
   */
  async userInfo(accessToken: string): Promise<PlatformAccount> {
    return this.#options.calls.run('userinfo', async () => {
      const account = knownFields(await this.#read(USER_INFO_PATH, accessToken));
      if (!accountSchema.Check(account)) {
        throw new PlatformFault('unreadable', 'not an account as the guide describes it');
      }
      return account;
    });
  }

  /**
   * The platform's page for adding credit, as a URL that is safe to open.
   * @throws {PlatformFault} `unreadable` for any other kind of URL.
   */
  async topUpUrl(accessToken: string): Promise<string> {
    return this.#options.calls.run('topup', async () => {
      const { topup_url: text } = await this.#read(TOP_UP_PATH, accessToken);
      return this.#checkedTopUpUrl(text, accessToken);
    });
  }

  #checkedTopUpUrl(text: unknown, accessToken: string): string {
    const refuse = (detail: string) => new PlatformFault('unreadable', `top-up URL ${detail}`);
    if (typeof text !== 'string' || !URL.canParse(text)) throw refuse('missing');
    const url = new URL(text);
    if (url.href.length > 2048) throw refuse('too long');
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

  async #read(path: string, accessToken: string): Promise<Record<string, unknown>> {
    const answer = await this.#options.http.call({
      method: 'GET',
      path,
      headers: { authorization: `Bearer ${accessToken}` },
    });
    if (answer.status !== 200) {
      const { status, headers } = answer;
      throw faultOfStatus({ status, retryAfter: headers['retry-after'] }, this.#options.now());
    }
    return parseObject(answer.body);
  }
}

function parseObject(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new PlatformFault('unreadable', 'not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PlatformFault('unreadable', 'not a JSON object');
  }
  return value as Record<string, unknown>;
}

/**
 * The fields that an account has, as far as the platform knows them: platforms of this family write what they do
 * not know as null, an unknown e-mail address also as nothing.
 */
function knownFields(answer: Record<string, unknown>): Record<string, unknown> {
  const account: Record<string, unknown> = {};
  for (const name of FIELDS) {
    const value = Object.hasOwn(answer, name) ? answer[name] : undefined;
    const isUnknown = value === undefined || value === null || (name === 'email' && value === '');
    if (!isUnknown) account[name] = value;
  }
  return account;
}

/** Every escape undone, in a text of which not all need be well-formed. */
function decodeLoosely(text: string): string {
  return text.replace(/%[\da-f]{2}/gi, (escaped) =>
    String.fromCharCode(Number.parseInt(escaped.slice(1), 16)),
  );
}
