import { expect } from 'vitest';
import { tEnglish as t } from '../../support/user/messages.ts';
import {
  createUser,
  openSignedIn,
  openSignedOut,
  signOut,
  spendAndRefresh,
} from '../../support/user/user-actions.ts';
import { until } from '../../support/waiting/until.ts';
import { collectEvidence, type Evidence, placesOf } from '../find-secrets.ts';
import { startOtherServer } from '../other-server.ts';
import { BROWSERS, suite } from '../suite.ts';

const SECRET = 'refresh_5up3r-S3cret_0f-50me-l3ngth+and/more=';

export const secretLeaks = suite('secrets', BROWSERS, (test) => {
  test('no token and no client secret reaches the browser or the log', async (env) => {
    const evidence: Evidence[] = [];
    const collect = async () => void evidence.push(...(await collectEvidence(env)));
    const account = createUser(env);

    const popup = await openSignedIn(env, account);
    const options = await env.browser.openOptionsPage();
    await options.waitFor('textbox', t('fieldProxyAddress'));
    await collect();

    env.platform.expireAccessTokens(account.username);
    await spendAndRefresh(popup, account);
    await collect();

    await popup.click('button', t('actionTopUp'));
    await env.browser.waitForView((url) => url === `${env.platform.url}/topup`);
    await collect();

    // The env.platform repeats the secrets in its errors, as careless ones do.
    const { accessTokens, refreshTokens, clientSecrets, codes } = env.platform.issued;
    const error = [accessTokens, refreshTokens, clientSecrets]
      .map((secrets) => secrets.at(-1))
      .join(' ');
    const body = { error, error_description: error, message: error };
    const headers = { 'x-debug': error, 'www-authenticate': error };
    env.platform.misbehave('userinfo', { status: 500, headers, body });
    await popup.click('button', t('actionRefresh'));
    await popup.waitForText(t('titlePlatformUnavailable'));
    await collect();

    env.platform.misbehave('userinfo', null);
    env.platform.expireAccessTokens(account.username);
    env.platform.misbehave('token', { status: 400, headers, body });
    await popup.click('button', t('actionRefresh'));
    await popup.waitForText(t('titlePlatformError'));
    await collect();

    await signOut(popup);
    await collect();

    expect(accessTokens.length).toBeGreaterThan(1);
    expect(refreshTokens.length).toBeGreaterThan(1);
    const secrets = [...accessTokens, ...refreshTokens, ...clientSecrets];
    expect(placesOf(secrets, evidence)).toEqual([]);

    // A code passes through the env.browser once, on its way to the callback.
    const places = new Set(placesOf(codes, evidence));
    expect([...places].sort()).toEqual([
      `redirect of POST ${env.platform.url}/login 302`,
      `request line of GET ${env.proxy.url}/oauth/callback 303`,
    ]);
    const account200 = `body of GET ${env.proxy.url}/api/user/info 200`;
    const bodies = evidence.filter(({ place }) => place === account200);
    expect(bodies.some(({ text }) => text.includes('749.00'))).toBe(true);
    expect(env.proxy.log).toContain('/oauth/callback');
    expect((await env.browser.storage()).pages).toEqual({
      localStorage: {},
      databases: [],
      caches: [],
    });
  });

  test('the search finds a secret in every place', async (env, context) => {
    const search = async () => new Set(placesOf([SECRET], await collectEvidence(env)));
    const popup = await openSignedOut(env);
    expect(await search()).toEqual(new Set());

    await env.browser.store({
      planted: { deep: [Buffer.from(`{"t":"${SECRET}"}`).toString('base64')] },
    });
    await popup.evaluate((secret) => {
      document.body.dataset.planted = secret.slice(0, 40);
      localStorage.setItem('planted', encodeURIComponent(secret));
      sessionStorage.setItem('planted', secret);
    }, SECRET);
    const port = await startOtherServer(context, () => ({
      body: `<link rel="icon" href="data:,"><p>here</p><script>/* ${SECRET} */document.currentScript.remove()</script>`,
      headers: { 'set-cookie': `planted=${encodeURIComponent(SECRET)}`, location: SECRET },
    }));
    const url = `http://localhost:${port}/`;
    const page = await env.browser.openPage(`${url}?hex=${Buffer.from(SECRET).toString('hex')}`);
    await page.waitForText('here');

    const found = await until('the response with the secret', async () => {
      const places = await search();
      return places.has(`body of GET ${url} 200`) && places;
    });
    expect(found).toEqual(
      new Set([
        'storage.local',
        'local storage',
        'cookie planted',
        'address',
        `document of ${await popup.url()}`,
        `session storage of ${await popup.url()}`,
        `request line of GET ${url} 200`,
        `redirect of GET ${url} 200`,
        `headers of GET ${url} 200`,
        `body of GET ${url} 200`,
      ]),
    );
  });
});
