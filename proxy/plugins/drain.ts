import { setTimeout as wait } from 'node:timers/promises';
import fp from 'fastify-plugin';

export interface DrainOptions {
  /** Milliseconds for which a proxy that shuts down still takes requests, so that none is cut off on its way. */
  drain: number;
}

/**
 * While the proxy shuts down, every answer asks the client to give up the connection, and requests that
 * come meanwhile are still served. Closed at once, a connection that is kept open between two requests
 * would take the request down that its client is just sending.
 */
export default fp<DrainOptions>(
  async (app, { drain }) => {
    let closing = false;
    app.addHook('preClose', async () => {
      closing = true;
      if (app.server.listening) await wait(drain);
    });
    app.addHook('onSend', async (_request, reply) => {
      if (closing) reply.header('connection', 'close');
    });
  },
  { name: 'drain' },
);
