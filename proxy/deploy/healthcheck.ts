import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

/** Milliseconds. */
const TIMEOUT = 4_000;

/** Ends with 0 where the proxy of this container answers `/healthz`, else with 1. */
const isTls = Boolean(process.env.TLS_CERT_FILE);
const get = isTls ? getHttps : getHttp;
const options = {
  host: '127.0.0.1',
  port: process.env.PORT || 8787,
  path: '/healthz',
  timeout: TIMEOUT,
  // Its certificate is for its name, and this asks it by its address.
  ...(isTls && { rejectUnauthorized: false }),
};
get(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
