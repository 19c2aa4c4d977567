import dns, { type LookupAddress } from 'node:dns';
import type { Socket } from 'node:net';
import { buildConnector } from 'undici';

export interface ConnectorOptions {
  /** Milliseconds for each connection attempt, and for the TLS handshake. */
  timeoutMs: number;
  /** `false` accepts every certificate; only for a look at a server to which nothing secret is sent. */
  rejectUnauthorized?: boolean;
}

/** RFC 8305 section 5: milliseconds until the next address is tried beside the one that has not answered. */
const ATTEMPT_DELAY_MS = 250;

type Connect = (options: buildConnector.Options, callback: buildConnector.Callback) => unknown;

/**
 * Connects as undici does, but tries all addresses of a host side by side (Happy Eyeballs, RFC 8305). Node.js gives
 * an address up after 250 ms, so that a host whose only working address is slow cannot be reached at all.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const { timeoutMs, ...tls } = options;
  const connect: Connect = buildConnector({ timeout: timeoutMs, allowH2: false, ...tls });
  return (target, callback) => {
    const isTls = target.protocol === 'https:';
    const port = target.port || (isTls ? '443' : '80');
    // The name is no longer needed for TCP, and would be taken for an address.
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
  /** Called with the last error when no address of the host can be connected to. */
  onError: (error: Error) => void;
}

function connectToFirst(hostname: string, attempt: Attempt, { onSocket, onError }: Outcome): void {
  // Called on the module: programs replace it there.
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
            (other as Socket).destroy(new Error('another address answered'));
          onSocket(socket);
        } else if (waiting.length > 0) next();
        else if (open.size === 0) onError(error);
      });
      open.add(pending);
    };
    next();
  });
}

/** RFC 8305 section 4: the families take turns, so that one that leads nowhere costs a single delay. */
function alternateFamilies(found: readonly LookupAddress[]): string[] {
  const first = found.filter(({ family }) => family === found[0]?.family);
  const second = found.filter(({ family }) => family !== found[0]?.family);
  const longer = Math.max(first.length, second.length);
  return Array.from({ length: longer }, (_, at) => [first[at], second[at]])
    .flat()
    .flatMap((one) => one?.address ?? []);
}
