import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * A platform that costs as little as a server can, so that what is measured is who requests it. It lets
 * everybody in and believes every token; the account is another one at each call, as that of somebody
 * who works is, and always of the same length.
 */
const { PORT } = process.env;

let requests = 0;
let issued = 0;
let delay = 0;
let expiresIn = 7200;

function account(): string {
  const used = 250_000 + (requests % 500_000);
  return JSON.stringify({
    id: 12_345,
    username: 'user123',
    email: 'user@example.com',
    quota: 1_000_000,
    used_quota: used,
    balance_formatted: ((1_000_000 - used) / 1000).toFixed(2),
    created_time: 1_640_995_200,
    status: 1,
  });
}

function sendJson(response: ServerResponse, body: string): void {
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

function respond(request: IncomingMessage, response: ServerResponse): void {
  const url = request.url ?? '/';
  if (url.startsWith('/api/oauth2/userinfo')) {
    requests += 1;
    if (delay === 0) sendJson(response, account());
    else setTimeout(() => sendJson(response, account()), delay);
    return;
  }
  if (url.startsWith('/api/oauth2/authorize')) {
    const { searchParams } = new URL(url, 'http://platform.invalid');
    const callback = new URL(searchParams.get('redirect_uri') ?? '');
    callback.searchParams.set('code', `code_${issued}`);
    callback.searchParams.set('state', searchParams.get('state') ?? '');
    response.writeHead(302, { location: callback.href }).end();
    return;
  }
  request.resume();
  request.once('end', () => {
    issued += 1;
    const tokens = {
      access_token: `access_${String(issued).padStart(249, '0')}`,
      token_type: 'Bearer',
      expires_in: expiresIn,
      refresh_token: `refresh_${String(issued).padStart(56, '0')}`,
      scope: 'profile balance',
    };
    sendJson(response, JSON.stringify(tokens));
  });
}

createServer(respond).listen(Number(PORT), '127.0.0.1');

process.on('message', (message: { delay?: number; expiresIn?: number } | 'requests' | 'usage') => {
  if (message === 'requests') process.send?.({ requests, issued });
  else if (typeof message === 'object') ({ delay = delay, expiresIn = expiresIn } = message);
});
