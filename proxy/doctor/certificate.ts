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
export function readCertificate({ hostname, port }: Target): Promise<Certificate> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: hostname, port, servername: hostname, rejectUnauthorized: false, timeout: TIMEOUT },
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
