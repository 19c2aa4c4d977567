import { expect, test } from 'vitest';
import { startNginx } from '../hosting/web-server.ts';
import { openServers } from '../support/environment/servers.ts';
import type { TestEnvironment } from '../support/environment/test-environment.ts';
import { openSignedOut, showsBalance, signIn, someone } from '../support/person/person.ts';
import { sayEnglish as say } from '../support/person/words.ts';
import { freePort } from '../support/ports/free-port.ts';
import { inEachBrowser } from './shared-world.ts';

const OPTIONS = { launch: { trustsAnyone: true } };

inEachBrowser('a proxy behind nginx', OPTIONS, (theWorld) => {
  test('is signed in to over https, with a __Host- cookie, from the address typed to signing out', async (context) => {
    const [http, https, proxyPort] = await Promise.all([freePort(), freePort(), freePort()]);
    const address = `https://localhost:${https}`;
    const servers = await openServers({
      proxyPort,
      publicUrl: address,
      settings: { TRUST_PROXY: '127.0.0.1', HOST: '127.0.0.1', USERINFO_MAX_AGE: '0' },
    });
    context.onTestFinished(() => servers.close());
    const nginx = await startNginx({ http, https, proxy: proxyPort });
    context.onTestFinished(() => nginx.close());
    const world: TestEnvironment = { ...theWorld(), ...servers };
    const { browser } = world;

    await browser.agreeToHost('https://localhost/*');
    const settings = await browser.openSettings();
    await settings.fill(say('fieldProxyAddress'), address);
    await settings.click('button', say('actionSave'));
    await settings.waitForText(say('addressSaved'));
    await settings.close();

    const account = someone(world);
    const popup = await openSignedOut(world);
    await signIn(world, popup, account);
    const cookies = await browser.cookies();
    const session = cookies.find(({ name }) => name === '__Host-balance_companion_session');
    expect(session).toMatchObject({ secure: true, httpOnly: true, path: '/' });
    expect(session?.sameSite?.toLowerCase()).toBe('strict');

    account.spend(1_000);
    await popup.click('button', say('actionRefresh'));
    await showsBalance(popup, '749.00');
    await popup.click('button', say('actionSignOut'));
    await popup.waitForText(say('titleSignedOut'));
    expect(nginx.accessLog()).toContain('"POST /auth/logout" 204');
    expect(nginx.accessLog()).not.toMatch(/code=/);
  });
});
