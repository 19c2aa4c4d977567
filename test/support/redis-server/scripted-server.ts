import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from '../ports/listen.ts';

/** A bulk string as Redis sends it (RESP2). */
export function bulk(text: string): string {
  return `$${Buffer.byteLength(text)}\r\n${text}\r\n`;
}

/**
 * Speaks just enough of Redis' protocol to answer each command, which comes in lower case, with what `reply` says.
 * Gives the URL; gone when the test has finished.
 */
export async function startScriptedServer(reply: (command: string) => string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      for (const [, command = ''] of chunk.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)) {
        socket.write(reply(command.toLowerCase()));
      }
    });
  });
  const { port, close } = await listen(server);
  onTestFinished(close);
  return `redis://127.0.0.1:${port}`;
}
