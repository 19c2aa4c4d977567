import Fastify from 'fastify';
import { request } from 'undici';

/** The floor of a read: bare Fastify hands on what one `undici.request` with a fixed token brings. */
const { PORT, PLATFORM_URL } = process.env;
const authorization = `Bearer access_${'0'.repeat(249)}`;

const app = Fastify();

app.get('/api/user/info', async (_request, reply) => {
  const { statusCode, headers, body } = await request(`${PLATFORM_URL}/api/oauth2/userinfo`, {
    headers: { authorization },
  });
  return reply
    .code(statusCode)
    .header('content-type', headers['content-type'])
    .send(await body.text());
});

await app.listen({ host: '127.0.0.1', port: Number(PORT) });
