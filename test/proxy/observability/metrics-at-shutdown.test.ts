import { describe, expect, test } from 'vitest';
import { freePort, isPortFree } from '../../support/ports/free-port.ts';
import { holdRequests } from '../../support/proxy/hold-requests.ts';
import { openConnection } from '../../support/proxy/raw-request.ts';
import { startSignedIn } from '../../support/proxy/running-proxy.ts';
import { scrape } from '../../support/proxy/scrape.ts';
import { startProxyProcess } from '../../support/proxy/start-process.ts';
import { until } from '../../support/waiting/until.ts';

describe('a proxy that shuts down', () => {
  test('can be scraped until it ends, and then frees its port', async () => {
    const [closing, closable] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { metricsUrl, platform, stop, client } = await startSignedIn({
      metrics: true,
      async onStoreCall(operation) {
        if (operation !== 'close') return;
        closing.resolve();
        await closable.promise;
      },
    });
    const { arrived, release } = holdRequests(platform, 'userinfo');
    const reading = client.api('/api/user/info');
    await arrived;
    const stopped = stop();
    const isReady = async () => (await scrape(metricsUrl)).series.get('balance_companion_ready');
    await until('the proxy not to be ready', async () => (await isReady()) === 0);
    release();
    expect((await reading).status).toBe(200);
    await closing.promise;
    expect((await scrape(metricsUrl)).status).toBe(200);
    closable.resolve();
    await stopped;
    expect(await isPortFree(Number(new URL(metricsUrl).port))).toBe(true);
  });

  test.each([
    ['idle', ''],
    ['in the middle of a request', 'GET /metrics HTTP/1.1\r\nHo'],
  ])('ends while a scraper is %s', async (_kind, sent) => {
    const metricsPort = await freePort();
    const { proxy } = await startProxyProcess({ METRICS_PORT: String(metricsPort) });
    const metricsUrl = `http://127.0.0.1:${metricsPort}`;
    expect((await scrape(metricsUrl)).status).toBe(200);
    expect(proxy.log).toContain(`metrics on ${metricsUrl}/metrics`);
    const { closed } = await openConnection(metricsUrl, sent);
    expect(await proxy.stop()).toBe(0);
    await closed;
    expect(proxy.log).not.toContain('shutdown took too long');
  });
});
