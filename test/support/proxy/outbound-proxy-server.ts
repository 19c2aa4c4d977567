import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from '../ports/listen.ts';

export interface ProxiedRequest {
  method: string;
  /** `host:port` of a CONNECT request, else the absolute URL. */
  target: string;
  headers: IncomingHttpHeaders;
}

export interface OutboundProxyServer {
  /** `127.0.0.1:port`. */
  host: string;
  requests: ProxiedRequest[];
  connections: number;
}

/** Starts an HTTP proxy that forwards requests and opens tunnels (RFC 9110); closed when the test has finished. */
export async function startOutboundProxy({
  refuseWith,
}: {
  /** The status of all responses; `silence` sends none. */
  refuseWith?: number | 'silence';
} = {}): Promise<OutboundProxyServer> {
  const running: OutboundProxyServer = { host: '', requests: [], connections: 0 };
  const note = ({ method = '', url = '', headers }: Partial<ProxiedRequest> & { url?: string }) =>
    running.requests.push({ method, target: url, headers: headers ?? {} });
  const server = createServer((incoming, outgoing) => {
    note(incoming as never);
    if (refuseWith === 'silence') return;
    if (refuseWith) return void outgoing.writeHead(refuseWith).end('<h1>refused</h1>');
    const { 'proxy-authorization': _, ...headers } = incoming.headers;
    const forwarded = request(
      String(incoming.url),
      { method: String(incoming.method), headers },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(outgoing);
      },
    );
    forwarded.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(forwarded);
  });
  server.on('connection', () => {
    running.connections += 1;
  });
  server.on('connect', (incoming, socket) => {
    note(incoming as never);
    socket.on('error', () => {});
    if (refuseWith === 'silence') return;
    if (refuseWith) return void socket.end(`HTTP/1.1 ${refuseWith} Refused\r\n\r\n`);
    const [host = '', hostPort] = String(incoming.url).split(':');
    const onwards = connect(Number(hostPort), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onwards.pipe(socket).pipe(onwards);
    });
    onwards.on('error', () => socket.destroy());
    socket.on('close', () => onwards.destroy());
  });
  const { port, close } = await listen(server);
  running.host = `127.0.0.1:${port}`;
  onTestFinished(close);
  return running;
}
