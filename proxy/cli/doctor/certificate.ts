import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import type { Target } from './target.ts';

export interface Certificate {
  /** An error code of OpenSSL or Node.js; undefined for a trusted certificate. */
  problem: string | undefined;
  /** Unix milliseconds. */
  validTo: number;
  /** Such as `TLSv1.3`. */
  protocol: string;
}

/** For the connection and the handshake. */
const TIMEOUT_MS = 10_000;

/**
 * Reads the target's certificate, also an untrusted one.
 * @throws if no TLS connection can be made
 */
export async function readCertificate(
  target: Target,
  outboundProxy: URL | undefined,
): Promise<Certificate> {
  const { hostname, port } = target;
  const tunnel = outboundProxy && (await openTunnel(outboundProxy, target));
  const connection = { host: hostname, port, ...(tunnel && { socket: tunnel }) };
  // RFC 6066 section 3 allows no IP address as server name; Node.js verifies it nevertheless.
  const name = isIP(hostname) ? {} : { servername: hostname };
  return new Promise((resolve, reject) => {
    const socket = connect(
      { ...connection, ...name, rejectUnauthorized: false, timeout: TIMEOUT_MS },
      () => {
        const { valid_to: validTo } = socket.getPeerCertificate() as DetailedPeerCertificate;
        const problem: unknown = socket.authorizationError;
        resolve({
          problem: problem ? String((problem as { code?: string }).code ?? problem) : undefined,
          validTo: Date.parse(validTo),
          protocol: socket.getProtocol() ?? 'unknown',
        });
        socket.destroy();
      },
    );
    socket.once('error', reject);
    socket.once('timeout', () => socket.destroy(new Error('timeout')));
  });
}

function openTunnel(proxy: URL, { hostname, port }: Target): Promise<Socket> {
  const { protocol, username, password } = proxy;
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const host = `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;
  const options = {
    method: 'CONNECT',
    path: host,
    timeout: TIMEOUT_MS,
    headers: {
      host,
      ...(username && {
        'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
    },
  };
  return new Promise((resolve, reject) => {
    const connecting = request(proxy, options);
    connecting.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      reject(new Error('refused by the outbound proxy'));
    });
    connecting.once('error', reject);
    connecting.once('timeout', () => connecting.destroy(new Error('timeout')));
    connecting.end();
  });
}
