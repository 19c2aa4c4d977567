import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';

/** Identifies a request in its response and in its log lines. */
export const REQUEST_ID_HEADER = 'X-Request-Id';

/** 12 random bytes are 16 characters. */
const ID_BYTES = 12;

/** Random bytes are drawn for many ids at once, because one draw costs the same for any size. */
const IDS_PER_DRAW = 256;

/** Returns a generator of request ids. Ids sent by clients are not used, because they can contain anything. */
export function requestIds(randomBytes: (size: number) => Buffer): () => string {
  let drawn: Buffer = Buffer.alloc(0);
  let used = 0;
  return () => {
    if (used === drawn.length) {
      drawn = randomBytes(ID_BYTES * IDS_PER_DRAW);
      used = 0;
    }
    const from = used;
    used += ID_BYTES;
    return drawn.toString('base64url', from, used);
  };
}

export function setRequestId(request: FastifyRequest, reply: FastifyReply): void {
  reply.header(REQUEST_ID_HEADER, request.id);
}

/** Adds the request id to every response. */
export default fp(async (app) => {
  app.addHook('onRequest', (request, reply, done) => {
    setRequestId(request, reply);
    done();
  });
});
