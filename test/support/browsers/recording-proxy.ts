import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Listening, listen } from '../ports/listen.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Maps a host and port in a URL to the port that is really connected to. */
export type Routes = Readonly<Record<string, number>>;

/** An HTTP response to a page, the popup or the background. */
export interface RecordedResponse {
  /** The method of the request. */
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingMessage['headersDistinct'];
  readonly body: string;
}

/**
 * An HTTP proxy that records every response to a browser, redirects included; browser drivers do not
 * report them completely. It connects to loopback addresses only, so no test depends on the network.
 */
export class RecordingProxy {
  /** The responses since {@link forget}. */
  responses: RecordedResponse[] = [];
  readonly #routes: Routes;
  #listening!: Listening;

  private constructor(routes: Routes) {
    this.#routes = routes;
  }

  /** Requests to a host in `routes` go to the port given there. */
  static async open(routes: Routes = {}): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(routes);
    const server = createServer((incoming, outgoing) => proxy.#pass(incoming, outgoing));
    server.on('connect', ({ url = '' }, socket: Socket) => proxy.#tunnel(url, socket));
    server.on('clientError', (_, socket) => socket.destroy());
    proxy.#listening = await listen(server);
    return proxy;
  }

  /** The port on 127.0.0.1. */
  get port(): number {
    return this.#listening.port;
  }

  forget(): void {
    this.responses = [];
  }

  close(): Promise<void> {
    return this.#listening.close();
  }

  /** Encrypted traffic is not recorded. */
  #tunnel(host: string, socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const target = URL.parse(`https://${host}`);
    if (!target || !LOOPBACK.has(target.hostname)) {
      socket.destroy();
      return;
    }
    const port = this.#routes[host] ?? Number(target.port || 443);
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    onward.once('error', () => socket.destroy());
    onward.once('close', () => socket.destroy());
    socket.once('close', () => onward.destroy());
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url = '' } = incoming;
    const target = URL.parse(url);
    if (!target || !LOOPBACK.has(target.hostname)) {
      outgoing.destroy();
      return;
    }
    target.port = String(this.#routes[target.host] ?? target.port);
    const { 'proxy-connection': _, ...headers } = incoming.headers;
    const onward = request(target, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('close', () => {
        const { statusCode: status = 0, headersDistinct: headers } = answer;
        this.responses.push({
          method,
          url,
          status,
          headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
      answer.once('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    // A refused or reset connection upstream becomes a closed one downstream.
    onward.once('error', () => outgoing.destroy());
    outgoing.once('close', () => onward.destroy());
    incoming.pipe(onward);
  }
}
