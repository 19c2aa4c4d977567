import type { Account } from '../accounts.ts';
import type { Core } from '../core.ts';
import { type HttpResponse, type IncomingRequest, json, type Routes } from '../exchange.ts';

/** The user and scope of an access token. */
export interface Authority {
  username: string;
  scope: readonly string[];
}

/** Returns the authority of an access token, or null if it is not valid. */
type AuthorityOf = (accessToken: string) => Authority | null | Promise<Authority | null>;

export function userInfoRoutes(
  about: Pick<Core, 'url' | 'accounts'>,
  authorityOf: AuthorityOf,
): Routes {
  const withToken = async (request: IncomingRequest, reply: (authority: Authority) => object) => {
    const authority = await bearer(request, authorityOf);
    return 'status' in authority ? authority : json(200, reply(authority));
  };
  return {
    'GET /api/oauth2/userinfo': (request) =>
      withToken(request, ({ username, scope }) => {
        const account = about.accounts.get(username);
        return {
          ...(scope.includes('profile') && profileOf(account)),
          ...(scope.includes('balance') && balanceOf(account)),
        };
      }),
    'GET /api/oauth2/topup': (request) =>
      withToken(request, () => ({ topup_url: `${about.url}/topup` })),
  };
}

function profileOf(account: Account) {
  return {
    id: account.id,
    username: account.username,
    email: account.email,
    created_time: account.createdTime,
    status: account.status,
  };
}

function balanceOf(account: Account) {
  return {
    quota: account.quota,
    used_quota: account.usedQuota,
    balance_formatted: account.balanceFormatted,
  };
}

/** The authority of a request (RFC 6750 section 2.1), or the response that rejects it. */
async function bearer(
  { headers }: IncomingRequest,
  authorityOf: AuthorityOf,
): Promise<Authority | HttpResponse> {
  const [scheme, token] = (headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) {
    const body = { error: 'invalid_request', error_description: 'an access token is needed' };
    return json(401, body, { 'www-authenticate': 'Bearer' });
  }
  const authority = await authorityOf(token);
  if (authority) return authority;
  const body = { error: 'invalid_token', error_description: 'the access token is not valid' };
  return json(401, body, { 'www-authenticate': 'Bearer error="invalid_token"' });
}
