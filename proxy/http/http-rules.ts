import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';

/** Bytes of the `Cookie` header: browsers send the cookies of every program on a host, whatever its port. */
const MAX_COOKIE_BYTES = 32 * 1024;

/** Bytes that are left for the request line and all other headers beside the longest `Cookie` header. */
const MAX_OTHER_BYTES = 6 * 1024;

/** For Node's own server: what it would refuse by itself is refused here, with our headers and a line in the log. */
export const NODE_OPTIONS = {
  requireHostHeader: false,
  maxHeaderSize: MAX_COOKIE_BYTES + MAX_OTHER_BYTES,
};

/** Rules of HTTP about single requests that Node would enforce with responses that are not ours. */
export default fp(
  async (app) => {
    app.addHook('onRequest', ({ raw }, _reply, done) => {
      const isTooLarge = (raw.headers.cookie?.length ?? 0) > MAX_COOKIE_BYTES;
      if (isTooLarge) return done(new ProxyError('headers_too_large'));
      // RFC 9112 section 3.2.
      const isNameless = raw.httpVersion === '1.1' && raw.headers.host === undefined;
      done(isNameless ? new ProxyError('bad_request') : undefined);
    });
    // RFC 9110 section 10.1.1: an expectation that nobody understands may be ignored.
    app.server.on('checkExpectation', (request, response) => {
      app.server.emit('request', request, response);
    });
  },
  { name: 'http-rules', dependencies: ['error-handler', 'request-log'] },
);
