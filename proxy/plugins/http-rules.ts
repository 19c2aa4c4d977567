import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';

/** For Node's own server: what it would refuse by itself is refused here, with our headers and a line in the log. */
export const NODE_OPTIONS = { requireHostHeader: false };

/** The two rules of HTTP that Node knows about single requests. */
export default fp(
  async (app) => {
    // RFC 9112 section 3.2.
    app.addHook('onRequest', ({ raw }, _reply, done) => {
      const isNameless = raw.httpVersion === '1.1' && raw.headers.host === undefined;
      done(isNameless ? new ProxyError('bad_request') : undefined);
    });
    // RFC 9110 section 10.1.1: an expectation that nobody understands may be ignored.
    app.server.on('checkExpectation', (request, response) => {
      app.server.emit('request', request, response);
    });
  },
  { name: 'http-rules', dependencies: ['error-replies', 'request-log'] },
);
