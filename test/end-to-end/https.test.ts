import { expect } from 'vitest';
import { startNginx } from '../hosting/web-server.ts';
import { openServers } from '../support/environment/servers.ts';
import { freePort } from '../support/ports/free-port.ts';
import { tEnglish as t } from '../support/user/messages.ts';
import {
  createUser,
  openSignedOut,
  saveAddress,
  signIn,
  signOut,
  spendAndRefresh,
} from '../support/user/user-actions.ts';
import { BROWSERS, runSuites, suite } from './suite.ts';

const behindNginx = suite('a proxy behind nginx', BROWSERS, (test) => {
  test('serves the main path over https with a __Host- cookie', async (shared, context) => {
    const [http, https, proxyPort] = await Promise.all([freePort(), freePort(), freePort()]);
    const address = `https://localhost:${https}`;
    const servers = await openServers({
      proxyPort,
      publicUrl: address,
      env: { TRUST_PROXY: '127.0.0.1', HOST: '127.0.0.1', USERINFO_MAX_AGE: '0' },
    });
    context.onTestFinished(() => servers.close());
    const nginx = await startNginx({ http, https, proxy: proxyPort });
    context.onTestFinished(() => nginx.close());
    const env = { ...shared, ...servers };
    const { browser } = env;

    await browser.preapproveHost('https://localhost/*');
    const options = await browser.openOptionsPage();
    await saveAddress(options, address);
    await options.waitForText(t('addressSaved'));
    await options.close();

    const account = createUser(env);
    const popup = await openSignedOut(env);
    await signIn(env, popup, account);
    const cookies = await browser.cookies();
    const session = cookies.find(({ name }) => name === '__Host-balance_companion_session');
    expect(session).toMatchObject({ secure: true, httpOnly: true, path: '/' });
    expect(session?.sameSite?.toLowerCase()).toBe('strict');

    await spendAndRefresh(popup, account);
    await signOut(popup);
    expect(nginx.accessLog()).toContain('"POST /auth/logout" 204');
    expect(nginx.accessLog()).not.toMatch(/code=/);
  });
});

runSuites([behindNginx], { launch: { ignoreCertificateErrors: true } });
