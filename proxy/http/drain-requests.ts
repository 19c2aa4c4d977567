import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    isShuttingDown: () => boolean;
  }
}

/** Interval of the checks whether the last request has been answered. */
const CHECK_INTERVAL_MS = 20;

/**
 * While the proxy shuts down, it still serves requests for a short time, and every response asks the client to close
 * its connection. Closing idle connections at once would abort requests that are just arriving on them. When no request
 * is left, connections that never carried one are closed, because browsers open connections in advance and keep them.
 * `drainMs` is the time in milliseconds during which requests are still accepted.
 */
export default fp<{ drainMs: number }>(
  async (app, { drainMs }) => {
    const sockets = new Set<Socket>();
    let openRequests = 0;
    let isClosing = false;
    let checks: NodeJS.Timeout | undefined;

    app.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    app.server.on('request', (_request, response) => {
      openRequests += 1;
      response.once('close', () => {
        openRequests -= 1;
      });
    });
    app.decorate('isShuttingDown', () => isClosing);
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (isClosing) reply.header('connection', 'close');
      done();
    });
    app.addHook('preClose', async () => {
      isClosing = true;
      if (!app.server.listening) return;
      await wait(drainMs);
      checks = setInterval(() => {
        if (openRequests > 0) return;
        for (const socket of sockets) socket.destroy();
      }, CHECK_INTERVAL_MS);
    });
    app.addHook('onClose', async () => clearInterval(checks));
  },
  { name: 'drain' },
);
