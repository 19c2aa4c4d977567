import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

/**
 * One kept HTTP/1.1 connection that reads just enough of a response to find its end: a client that does more
 * would be measured along with the server. Responses must have a Content-Length, or no body.
 */
export class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #response: PromiseWithResolvers<number> | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('The server closed a connection.')));
  }

  /** Sends one request and returns the status once the response is complete; one at a time. */
  exchange(request: Buffer): Promise<number> {
    this.#response = Promise.withResolvers();
    this.#socket.write(request);
    return this.#response.promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headLength = this.#received.indexOf(HEAD_END) + HEAD_END.length;
    if (headLength < HEAD_END.length) return;
    const head = this.#received.toString('latin1', 0, headLength);
    const status = Number(head.slice(9, 12));
    const [, bodyLength = status === 304 ? '0' : undefined] =
      /content-length: (\d+)/i.exec(head) ?? [];
    if (bodyLength === undefined) {
      this.#fail(new Error(`A response has no length:\n${head}`));
      return;
    }
    if (this.#received.length < headLength + Number(bodyLength)) return;
    this.#received = Buffer.alloc(0);
    this.#response?.resolve(status);
  }

  #fail(error: Error): void {
    this.#response?.reject(error);
  }
}
