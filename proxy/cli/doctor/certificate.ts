import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { TLSSocket } from 'node:tls';

export interface Certificate {
  /** An error code of OpenSSL or Node.js; undefined for a trusted certificate. */
  problem: string | undefined;
  /** Unix milliseconds. */
  validTo: number;
  /** Such as `TLSv1.3`. */
  protocol: string;
}

/** The channel on which undici publishes each connection, through an outbound proxy as well. */
const CONNECTED = 'undici:client:connected';

/** Returns the certificate, also an untrusted one, of the connection that `work` opens; undefined for plain http. */
export async function certificateDuring(
  origin: string,
  work: () => Promise<unknown>,
): Promise<Certificate | undefined> {
  let certificate: Certificate | undefined;
  const onConnected = (message: unknown) => {
    const { socket, connectParams } = message as { socket: unknown; connectParams: URL };
    if (connectParams.host !== new URL(origin).host || !(socket instanceof TLSSocket)) return;
    const problem: unknown = socket.authorizationError;
    certificate = {
      problem: problem ? String((problem as { code?: string }).code ?? problem) : undefined,
      validTo: Date.parse(socket.getPeerCertificate().valid_to),
      protocol: socket.getProtocol() ?? 'unknown',
    };
  };
  subscribe(CONNECTED, onConnected);
  try {
    await work();
  } finally {
    unsubscribe(CONNECTED, onConnected);
  }
  return certificate;
}
