import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { until } from '../waiting/until.ts';

const PROGRAM = `
require('node:http')
  .createServer((request, response) => response.end('{}'))
  .listen({ host: process.argv[1], port: Number(process.argv[2]), backlog: 1 }, () => console.log('listening'));
`;

/**
 * Starts an HTTP server that does not complete connections until `resume` is called: its process is stopped and the
 * queue of connections full, so that the system drops what comes on top. A dropped attempt is repeated after 1 s.
 */
export async function startUnresponsiveServer(host: string, port: number) {
  const child = spawn(process.execPath, ['--eval', PROGRAM, host, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const sockets: Socket[] = [];
  onTestFinished(() => {
    child.kill('SIGKILL');
    for (const socket of sockets) socket.destroy();
  });
  await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  await until('the queue of connections to be full', async () => {
    const socket = connect(port, host).on('error', () => {});
    sockets.push(socket);
    const connected = once(socket, 'connect').then(() => true);
    const waited = new Promise<false>((resolve) => setTimeout(resolve, 150, false));
    return !(await Promise.race([connected, waited]));
  });
  return { resume: () => child.kill('SIGCONT') };
}
