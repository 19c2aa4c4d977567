import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { createServer } from '../../../proxy/http/fastify-server.ts';

test('a response that cannot be written ends its own connection alone', async () => {
  const app = createServer({
    config: { trustProxy: [], tls: null },
    log: pino({ level: 'silent' }),
    newRequestId: () => 'id',
    onRequestDone: () => undefined,
  } as never);
  onTestFinished(() => app.close());
  let arrived = 0;
  const both = Promise.withResolvers<void>();
  app.addHook('onRequest', async () => {
    arrived += 1;
    if (arrived === 2) both.resolve();
    await both.promise;
  });
  app.get('/broken', (_request, reply) => {
    reply.hijack();
    reply.raw.end({} as never);
  });
  app.get('/fine', (_request, reply) => {
    reply.send('fine');
  });
  const address = await app.listen({ port: 0 });
  const [broken, fine] = await Promise.allSettled([
    fetch(`${address}/broken`),
    fetch(`${address}/fine`).then((response) => response.text()),
  ]);
  expect(broken.status).toBe('rejected');
  expect(fine).toEqual({ status: 'fulfilled', value: 'fine' });
});
