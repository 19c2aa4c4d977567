import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  /** Bytes on the wire, head and body. */
  length: number;
}

const HEAD_END = '\r\n\r\n';

/**
 * One kept HTTP/1.1 connection that sends what it is given and reads just enough of the answer to know
 * where it ends: a client that does more would be measured along with the server. Answers must say their
 * length, or have no body.
 */
export class Connection {
  readonly #socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #answered: PromiseWithResolvers<Answer> | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('The server closed a connection.')));
  }

  /** Sends one request and resolves when its answer is there; one at a time. */
  exchange(request: Buffer): Promise<Answer> {
    this.#answered = Promise.withResolvers();
    this.#socket.write(request);
    return this.#answered.promise;
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
      this.#fail(new Error(`An answer has no length:\n${head}`));
      return;
    }
    const length = headLength + Number(bodyLength);
    if (this.#received.length < length) return;
    this.#received = Buffer.alloc(0);
    this.#answered?.resolve({ status, length });
  }

  #fail(error: Error): void {
    this.#answered?.reject(error);
  }
}
