import { expect, type TestContext, test } from 'vitest';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { openSignedIn, openSignedOut, showsBalance, someone } from '../../support/person/person.ts';
import { sayEnglish as say } from '../../support/person/words.ts';
import { until } from '../../support/waiting/until.ts';
import { type Evidence, gather, placesOf } from '../evidence.ts';
import { serve } from '../other-server.ts';
import { topic } from '../topic.ts';

const SECRET = 'refresh_5up3r-S3cret_0f-50me-l3ngth+and/more=';

export const leaks = topic('what the browser gets to see', (theWorld) => {
  test('holds no token and no client secret, from sign-in to sign-out', async () => {
    const world = theWorld();
    const { browser, platform } = world;
    const evidence: Evidence[] = [];
    const look = async () => void evidence.push(...(await gather(world)));
    const account = someone(world);

    const popup = await openSignedIn(world, account);
    const settings = await browser.openSettings();
    await settings.waitFor('textbox', say('fieldProxyAddress'));
    await look();

    platform.expireAccessTokens(account.username);
    account.spend(1_000);
    await popup.click('button', say('actionRefresh'));
    await showsBalance(popup, '749.00');
    await look();

    await popup.click('button', say('actionTopUp'));
    await browser.waitForView((url) => url === `${platform.url}/topup`);
    await look();

    await meetErrors(world, account.username, popup, look);

    await popup.click('button', say('actionSignOut'));
    await popup.waitForText(say('titleSignedOut'));
    await look();

    const { accessTokens, refreshTokens, clientSecrets, codes } = platform.issued;
    expect(accessTokens.length).toBeGreaterThan(1);
    expect(refreshTokens.length).toBeGreaterThan(1);
    const secrets = [...accessTokens, ...refreshTokens, ...clientSecrets];
    expect(placesOf(secrets, evidence)).toEqual([]);

    // A code has to pass through the browser, once, on its way to the callback, and nowhere else.
    const places = new Set(placesOf(codes, evidence));
    expect([...places].sort()).toEqual([
      `redirect of POST ${platform.url}/login 302`,
      `request line of GET ${world.proxy.url}/oauth/callback 303`,
    ]);
    const body = `body of GET ${world.proxy.url}/api/user/info 200`;
    const answers = evidence.filter(({ place }) => place === body);
    expect(answers.some(({ text }) => text.includes('749.00'))).toBe(true);
    expect(world.proxy.log).toContain('/oauth/callback');
    expect((await browser.storage()).pages).toEqual({
      localStorage: {},
      databases: [],
      caches: [],
    });
  });

  test('is searched so that a secret is found wherever it is planted', async (context) => {
    const world = theWorld();
    const { browser } = world;
    const find = async () => new Set(placesOf([SECRET], await gather(world)));
    const popup = await openSignedOut(world);
    expect(await find()).toEqual(new Set());

    await browser.store({
      planted: { deep: [Buffer.from(`{"t":"${SECRET}"}`).toString('base64')] },
    });
    await popup.evaluate((secret) => {
      document.body.dataset.planted = secret.slice(0, 40);
      localStorage.setItem('planted', encodeURIComponent(secret));
      sessionStorage.setItem('planted', secret);
    }, SECRET);
    const url = `http://localhost:${await pageWith(context, SECRET)}/`;
    const page = await browser.openPage(`${url}?hex=${Buffer.from(SECRET).toString('hex')}`);
    await page.waitForText('here');

    const found = await until('the answer with the secret', async () => {
      const places = await find();
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

/** The platform repeats the secrets in its errors, as careless ones do. */
async function meetErrors(
  { platform }: TestEnvironment,
  username: string,
  popup: Awaited<ReturnType<typeof openSignedIn>>,
  look: () => Promise<void>,
): Promise<void> {
  const { issued } = platform;
  const error_description = [issued.accessTokens, issued.refreshTokens, issued.clientSecrets]
    .map((secrets) => secrets.at(-1))
    .join(' ');
  const body = { error: error_description, error_description, message: error_description };
  const headers = { 'x-debug': error_description, 'www-authenticate': error_description };
  platform.misbehave('userinfo', { status: 500, headers, body });
  await popup.click('button', say('actionRefresh'));
  await popup.waitForText(say('titlePlatformUnavailable'));
  await look();

  platform.misbehave('userinfo', null);
  platform.expireAccessTokens(username);
  platform.misbehave('token', { status: 400, headers, body });
  await popup.click('button', say('actionRefresh'));
  await popup.waitForText(say('titlePlatformError'));
  await look();
}

function pageWith(context: TestContext, secret: string): Promise<number> {
  return serve(
    context,
    `<link rel="icon" href="data:,"><p>here</p><script>/* ${secret} */document.currentScript.remove()</script>`,
    {
      headers: { 'set-cookie': `planted=${encodeURIComponent(secret)}`, location: secret },
    },
  );
}
