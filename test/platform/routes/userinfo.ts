import type { Account } from '../accounts.ts';
import type { Core } from '../core.ts';
import { type Answer, json, type PlatformRequest, type Routes } from '../exchange.ts';
import type { PlatformSettings } from '../settings.ts';

export function userInfoRoutes(core: Core): Routes {
  return {
    'GET /api/oauth2/userinfo': (request) =>
      withToken(core, request, (account, scope) => ({
        ...(scope.includes('profile') && profileOf(account, core.settings)),
        ...(scope.includes('balance') && balanceOf(account)),
      })),
    'GET /api/oauth2/topup': (request) =>
      withToken(core, request, () => ({ topup_url: `${core.url}/topup` })),
  };
}

function profileOf(account: Account, settings: PlatformSettings) {
  return {
    id: account.id,
    username: account.username,
    ...(settings.userInfoIncludesEmail && { email: account.email }),
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

function withToken(
  core: Core,
  request: PlatformRequest,
  reply: (account: Account, scope: readonly string[]) => object,
): Answer {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) {
    const body = { error: 'invalid_request', error_description: 'an access token is needed' };
    return json(401, body, { 'www-authenticate': 'Bearer' });
  }
  const authority = core.grants.check(token);
  if (!authority) {
    const body = { error: 'invalid_token', error_description: 'the access token is not valid' };
    return json(401, body, { 'www-authenticate': 'Bearer error="invalid_token"' });
  }
  return json(200, reply(core.accounts.get(authority.grant.username), authority.scope));
}
