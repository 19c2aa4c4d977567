import cookie from '@fastify/cookie';
import httpProxy from '@fastify/http-proxy';
import oauth2 from '@fastify/oauth2';
import session from '@fastify/session';
import Fastify from 'fastify';

/**
 * What Fastify's own plugins make of the same job, as their documentation has it: @fastify/oauth2 signs
 * in, @fastify/session keeps the token in memory, @fastify/http-proxy hands the request on with it.
 */
const { PORT, PLATFORM_URL = '', OAUTH_REDIRECT_URI = '' } = process.env;
const { OAUTH_CLIENT_ID = '', OAUTH_CLIENT_SECRET = '' } = process.env;

const app = Fastify();

await app.register(cookie);
await app.register(session, {
  secret: 'a secret that is long enough for this plugin',
  cookie: { secure: false },
  saveUninitialized: false,
});
await app.register(oauth2, {
  name: 'platform',
  scope: ['profile', 'balance'],
  credentials: {
    client: { id: OAUTH_CLIENT_ID, secret: OAUTH_CLIENT_SECRET },
    auth: {
      tokenHost: PLATFORM_URL,
      tokenPath: '/api/oauth2/token',
      authorizePath: '/api/oauth2/authorize',
    },
    options: { authorizationMethod: 'body' },
  },
  startRedirectPath: '/auth/oauth/start',
  callbackUri: OAUTH_REDIRECT_URI,
});

app.get('/oauth/callback', async (request, reply) => {
  const { token } = await app.platform.getAccessTokenFromAuthorizationCodeFlow(request, reply);
  request.session.accessToken = token.access_token;
  return reply.redirect('/?login=success');
});

await app.register(httpProxy, {
  upstream: PLATFORM_URL,
  prefix: '/api/user/info',
  rewritePrefix: '/api/oauth2/userinfo',
  httpMethods: ['GET'],
  preHandler: async (request, reply) => {
    if (!request.session.accessToken) return reply.code(401).send({ error: 'Not authenticated' });
  },
  replyOptions: {
    rewriteRequestHeaders: ({ session }, { cookie: _, ...headers }) => ({
      ...headers,
      authorization: `Bearer ${session.accessToken}`,
    }),
  },
});

await app.listen({ host: '127.0.0.1', port: Number(PORT) });
