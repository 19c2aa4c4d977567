import Fastify from 'fastify';

/** The lower bound of a cached read: bare Fastify responds with the headers and body it was started with. */
const { PORT, HEAD = '{}', BODY } = process.env;

/** What Node writes by itself. */
const OWN_HEADERS = ['connection', 'content-length', 'date', 'keep-alive'];

const head: Record<string, string> = JSON.parse(HEAD);
for (const name of OWN_HEADERS) delete head[name];

const app = Fastify();

app.get('/api/user/info', async (_request, reply) => reply.headers(head).send(BODY));

await app.listen({ host: '127.0.0.1', port: Number(PORT) });
