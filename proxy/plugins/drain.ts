import fp from 'fastify-plugin';

/** While the proxy shuts down, answers tell clients not to reuse the connection, so that none is kept waiting. */
export default fp(
  async (app) => {
    let closing = false;
    app.addHook('preClose', async () => {
      closing = true;
    });
    app.addHook('onSend', async (_request, reply) => {
      if (closing) reply.header('connection', 'close');
    });
  },
  { name: 'drain' },
);
