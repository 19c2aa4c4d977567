import { createConnection, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { freePort } from '../ports/free-port.ts';

/** One address behind which the server can change, as a name or a load balancer does in a failover. */
export interface Switchboard {
  url: string;
  /** Leads new connections to this port; those that are open stay where they are. */
  leadTo(port: number): void;
}

/** Gone when the test has finished. */
export async function startSwitchboard(firstPort: number): Promise<Switchboard> {
  let target = firstPort;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = createConnection({ port: target, host: '127.0.0.1' });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    leadTo(newPort) {
      target = newPort;
    },
  };
}
