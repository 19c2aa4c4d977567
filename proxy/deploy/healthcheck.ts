import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

const TIMEOUT_MS = 4_000;

/** Exits with 0 if the proxy of this container responds to `/healthz`, else with 1. */
const isTls = Boolean(process.env.TLS_CERT_FILE);
const get = isTls ? getHttps : getHttp;
const options = {
  host: '127.0.0.1',
  port: process.env.PORT || 8787,
  path: '/healthz',
  timeout: TIMEOUT_MS,
  // The certificate is for the proxy's host name, and this request uses its address.
  ...(isTls && { rejectUnauthorized: false }),
};
get(options, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
