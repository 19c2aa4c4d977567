import dns, { type LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';
import { buildConnector } from 'undici';

export interface ConnectorOptions {
  /** Milliseconds for each connection attempt, and for the TLS handshake. */
  timeoutMs: number;
  /** `false` accepts every certificate; only for requests without secrets. */
  rejectUnauthorized?: boolean;
}

/** Milliseconds until the next address is tried in parallel (RFC 8305 section 5). */
const ATTEMPT_DELAY_MS = 250;

type Connect = (options: buildConnector.Options, callback: buildConnector.Callback) => unknown;

/**
 * Connects as undici does, but tries all addresses of a host in parallel (Happy Eyeballs, RFC 8305). Node.js
 * gives up on an address after 250 ms, so that a host whose only working address is slow is unreachable.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const { timeoutMs, ...tls } = options;
  const connect: Connect = buildConnector({ timeout: timeoutMs, allowH2: false, ...tls });
  return (target, callback) => {
    const isTls = target.protocol === 'https:';
    const port = target.port || (isTls ? '443' : '80');
    // Only TLS needs the server name; for TCP, undici would take it for an address.
    const { servername: _, ...tcp } = { ...target, port, protocol: 'http:' };
    connectToFirst(
      target.hostname,
      (address, done) => connect({ ...tcp, hostname: address }, done),
      {
        onError: (error) => callback(error, null),
        onSocket: (socket) => {
          if (isTls) connect({ ...target, port, httpSocket: socket }, callback);
          else callback(null, socket);
        },
      },
    );
  };
}

type Attempt = (address: string, done: buildConnector.Callback) => unknown;

interface Outcome {
  onSocket: (socket: Socket) => void;
  /** Called with the last error if no address can be connected to. */
  onError: (error: Error) => void;
}

function connectToFirst(hostname: string, attempt: Attempt, { onSocket, onError }: Outcome): void {
  // Called on the module object, where tests and tracing tools replace it.
  dns.lookup(hostname, { all: true }, (lookupError, found) => {
    if (lookupError) return onError(lookupError);
    if (found.length === 0) return onError(new Error('the host has no address'));
    const waiting = alternateFamilies(found);
    const open = new Set<unknown>();
    let timer: NodeJS.Timeout | undefined;
    let isSettled = false;
    const next = () => {
      clearTimeout(timer);
      const address = waiting.shift();
      if (address === undefined) return;
      if (waiting.length > 0) timer = setTimeout(next, ATTEMPT_DELAY_MS);
      const pending = attempt(address, (error, socket) => {
        open.delete(pending);
        if (isSettled) return;
        if (error === null) {
          isSettled = true;
          clearTimeout(timer);
          for (const other of open)
            (other as Socket).destroy(new Error('another address connected first'));
          onSocket(socket);
        } else if (waiting.length > 0) next();
        else if (open.size === 0) onError(error);
      });
      open.add(pending);
    };
    next();
  });
}

/** Alternates between the address families, so that an unreachable family costs one delay (RFC 8305 section 4). */
function alternateFamilies(found: readonly LookupAddress[]): string[] {
  const first = found.filter(({ family }) => family === found[0]?.family);
  const second = found.filter(({ family }) => family !== found[0]?.family);
  const longer = Math.max(first.length, second.length);
  return Array.from({ length: longer }, (_, at) => [first[at], second[at]])
    .flat()
    .flatMap((one) => one?.address ?? []);
}
