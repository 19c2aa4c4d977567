import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';

/** Bytes. Browsers send the cookies of every program on a host, whatever its port. */
const MAX_COOKIE_BYTES = 32 * 1024;

/** Bytes for the request line and all headers other than `Cookie`. */
const MAX_OTHER_BYTES = 6 * 1024;

/** Options of the Node server. The rules below replace checks of Node that would send responses in another format. */
export const NODE_OPTIONS = {
  requireHostHeader: false,
  maxHeaderSize: MAX_COOKIE_BYTES + MAX_OTHER_BYTES,
};

/** HTTP rules that Node would enforce without the headers and log lines of the proxy. */
export default fp(
  async (app) => {
    app.addHook('onRequest', ({ raw }, _reply, done) => {
      const isTooLarge = (raw.headers.cookie?.length ?? 0) > MAX_COOKIE_BYTES;
      if (isTooLarge) return done(new ProxyError('headers_too_large'));
      // RFC 9112 section 3.2.
      const isHostMissing = raw.httpVersion === '1.1' && raw.headers.host === undefined;
      done(isHostMissing ? new ProxyError('bad_request') : undefined);
    });
    // An unknown expectation may be ignored (RFC 9110 section 10.1.1).
    app.server.on('checkExpectation', (request, response) => {
      app.server.emit('request', request, response);
    });
  },
  { name: 'http-rules', dependencies: ['error-handler', 'request-log'] },
);
