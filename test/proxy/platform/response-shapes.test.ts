import { expect, test } from 'vitest';
import { SHAPES, type ShapeName } from '../../support/fake-platform/shapes.ts';
import { startSignedIn } from '../../support/proxy/running-proxy.ts';

test.each(Object.keys(SHAPES) as ShapeName[])(
  'sign-in, refresh, balance and top-up work on a platform of the shape "%s"',
  async (shape) => {
    const { platform, clock, client } = await startSignedIn({
      env: { USERINFO_MAX_AGE: '0' },
      platform: { settings: { shape } },
    });
    const balance = async () => (await client.api('/api/user/info')).json().balance_formatted;
    expect(await balance()).toBe('750.00');
    platform.expireAccessTokens('demo');
    expect(await balance()).toBe('750.00');
    platform.expireAccessTokens('demo');
    expect((await client.api('/api/user/topup')).json()).toEqual({
      topup_url: `${platform.url}/topup`,
    });
    clock.pass(7_300);
    platform.users.get('demo').spend(1_000);
    expect(await balance()).toBe('749.00');
    platform.revoke('demo');
    expect((await client.api('/api/user/info')).json().error).toBe('reauth_required');
  },
);
