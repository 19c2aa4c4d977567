import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

/** Names one request in its answer and in every log line of it. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

/** Bytes of randomness in a request's name: 16 characters. */
const ID_LENGTH = 12;

/** Names made of one draw of randomness, which costs the same for one byte and for thousands. */
const IDS_AT_A_TIME = 256;

/** Makes names for requests. One that a client sends along is not believed: it could be anybody's, or anything. */
export function requestIds(randomBytes: (size: number) => Buffer): () => string {
  let drawn: Buffer = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === drawn.length) {
      drawn = randomBytes(ID_LENGTH * IDS_AT_A_TIME);
      used = 0;
    }
    const from = used;
    used += ID_LENGTH;
    return drawn.toString('base64url', from, used);
  };
}

/** Tells the client under which name the log speaks of its request. */
export function nameRequest(request: FastifyRequest, reply: FastifyReply): void {
  reply.header(REQUEST_ID_HEADER, request.id);
}

/** Every answer carries the name of its request. */
export default fp(
  async (app) => {
    app.addHook('onRequest', (request, reply, done) => {
      nameRequest(request, reply);
      done();
    });
  },
  { name: 'request-id' },
);
