import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import type { Target } from './target.ts';

/** How a server shows who it is. */
export interface Certificate {
  /** The system's or Node's word for what is wrong with it; undefined for one that is trusted. */
  problem: string | undefined;
  /** Unix milliseconds. */
  validTo: number;
  /** Such as `TLSv1.3`. */
  protocol: string;
}

/** Milliseconds for the connection and the handshake. */
const TIMEOUT = 10_000;

/** Looks at the certificate, whatever it is worth. @throws where no TLS connection comes about */
export async function readCertificate(
  target: Target,
  outboundProxy: URL | undefined,
): Promise<Certificate> {
  const { hostname, port } = target;
  const tunnel = outboundProxy && (await openTunnel(outboundProxy, target));
  const way = { host: hostname, port, ...(tunnel && { socket: tunnel }) };
  // RFC 6066 section 3: an address is not sent as a server name; it is checked all the same.
  const name = isIP(hostname) ? {} : { servername: hostname };
  return new Promise((resolve, reject) => {
    const socket = connect({ ...way, ...name, rejectUnauthorized: false, timeout: TIMEOUT }, () => {
      const { valid_to: validTo } = socket.getPeerCertificate() as DetailedPeerCertificate;
      const problem: unknown = socket.authorizationError;
      resolve({
        problem: problem ? String((problem as { code?: string }).code ?? problem) : undefined,
        validTo: Date.parse(validTo),
        protocol: socket.getProtocol() ?? 'unknown',
      });
      socket.destroy();
    });
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
    timeout: TIMEOUT,
    headers: {
      host,
      ...(username && {
        'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
      }),
    },
  };
  return new Promise((resolve, reject) => {
    const asked = request(proxy, options);
    asked.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      reject(new Error('refused by the outbound proxy'));
    });
    asked.once('error', reject);
    asked.once('timeout', () => asked.destroy(new Error('timeout')));
    asked.end();
  });
}
