import { once } from 'node:events';
import { connect } from 'node:net';

/** Time without data after which the proxy is assumed to wait for more of the request. */
const SILENCE_MS = 150;

/** Opens a connection, and sends the beginning of a request. */
export async function openConnection(url: string, sent: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => {});
  const closed = once(socket, 'close');
  await once(socket, 'connect');
  socket.write(sent);
  return { socket, closed };
}

/** Sends bytes and returns all that comes back. If nothing more comes, this side ends the connection. */
export function exchangeBytes(url: string, bytes: Uint8Array): Promise<Buffer> {
  const { port, hostname: host } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port: Number(port), host, allowHalfOpen: true });
    let silence: NodeJS.Timeout | undefined;
    const restart = () => {
      clearTimeout(silence);
      silence = setTimeout(() => socket.end(), SILENCE_MS);
    };
    socket.on('connect', () => {
      socket.write(bytes);
      restart();
    });
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      restart();
    });
    socket.on('end', () => socket.end());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // The proxy closed the connection before it had read everything.
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => {
      clearTimeout(silence);
      resolve(Buffer.concat(chunks));
    });
  });
}

/** Sends a request that HTTP clients refuse to send; the text must end the request and close the connection. */
export async function sendRaw(url: string, text: string): Promise<{ head: string; body: string }> {
  const received = (await exchangeBytes(url, Buffer.from(text, 'latin1'))).toString();
  const [head = '', body = ''] = received.split('\r\n\r\n');
  return { head, body };
}
