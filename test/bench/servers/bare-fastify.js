import Fastify from 'fastify';

/** The lower bound of a start: Fastify with one route. */
const app = Fastify();

app.get('/healthz', async () => ({ status: 'alive' }));

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
