import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { RecordedResponse } from './browser-under-test.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Maps a host and port in a URL to the port that is really connected to. */
export type Routes = Readonly<Record<string, number>>;

/**
 * An HTTP proxy that records every response to a browser, redirects included; browser drivers do not
 * report them completely. It connects to loopback addresses only, so no test depends on the network.
 */
export class RecordingProxy {
  readonly #server: Server;
  readonly #routes: Routes;
  #kept: RecordedResponse[] = [];
  readonly #tunnels = new Set<Socket>();

  private constructor(routes: Routes) {
    this.#routes = routes;
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
    this.#server.on('connect', ({ url = '' }, socket: Socket) => this.#tunnel(url, socket));
    this.#server.on('clientError', (_, socket) => socket.destroy());
  }

  /** Requests to a host in `routes` go to the port given there. */
  static async open(routes: Routes = {}): Promise<RecordingProxy> {
    const wire = new RecordingProxy(routes);
    await new Promise<void>((resolve, reject) => {
      wire.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return wire;
  }

  /** The port on 127.0.0.1. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get responses(): RecordedResponse[] {
    return [...this.#kept];
  }

  forget(): void {
    this.#kept = [];
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    // The server does not track tunnels.
    for (const socket of this.#tunnels) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
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
    this.#tunnels.add(socket);
    socket.once('close', () => {
      this.#tunnels.delete(socket);
      onward.destroy();
    });
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
        const body = Buffer.concat(chunks).toString();
        this.#kept.push({
          method,
          url,
          status: answer.statusCode ?? 0,
          headers: joined(answer),
          body,
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

function joined(answer: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer.headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join('\n'),
    ]),
  );
}
