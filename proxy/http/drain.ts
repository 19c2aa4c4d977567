import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fp from 'fastify-plugin';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether the proxy has begun to shut down. */
    isShuttingDown: () => boolean;
  }
}

export interface DrainOptions {
  /** Milliseconds for which a proxy that shuts down still takes requests, so that none is cut off on its way. */
  drain: number;
}

/** Milliseconds between two looks at whether the last request has been answered. */
const LOOK_EVERY = 20;

/**
 * While the proxy shuts down, every answer asks the client to give up the connection, and requests that
 * come meanwhile are still served. Closed at once, a connection that is kept open between two requests
 * would take the request down that its client is just sending. Once no request is under way, connections
 * on which none ever came (browsers open such ones in advance) are closed: nobody else would.
 */
export default fp<DrainOptions>(
  async (app, { drain }) => {
    const sockets = new Set<Socket>();
    let underWay = 0;
    let closing = false;
    let looks: NodeJS.Timeout | undefined;

    app.server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    app.server.on('request', (_request, response) => {
      underWay += 1;
      response.once('close', () => {
        underWay -= 1;
      });
    });
    app.decorate('isShuttingDown', () => closing);
    app.addHook('onSend', (_request, reply, _payload, done) => {
      if (closing) reply.header('connection', 'close');
      done();
    });
    app.addHook('preClose', async () => {
      closing = true;
      if (!app.server.listening) return;
      await wait(drain);
      looks = setInterval(() => {
        if (underWay > 0) return;
        for (const socket of sockets) socket.destroy();
      }, LOOK_EVERY);
    });
    app.addHook('onClose', async () => clearInterval(looks));
  },
  { name: 'drain' },
);
