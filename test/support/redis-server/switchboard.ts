import { createConnection, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from '../ports/listen.ts';

/** One address behind which the server can change, as a name or a load balancer does in a failover. */
export interface Switchboard {
  url: string;
  /** Leads new connections to this port; those that are open stay where they are. */
  leadTo(port: number): void;
}

/** Opens a connection to a local port that ends together with `near`. No data passes between the two yet. */
export function connectFor(near: Socket, port: number): Socket {
  const far = createConnection({ port, host: '127.0.0.1' });
  for (const socket of [near, far]) {
    socket.on('error', () => {});
    socket.on('close', () => {
      near.destroy();
      far.destroy();
    });
  }
  return far;
}

/** Gone when the test has finished. */
export async function startSwitchboard(firstPort: number): Promise<Switchboard> {
  let target = firstPort;
  const server = createServer((near) => near.pipe(connectFor(near, target)).pipe(near));
  const { port, close } = await listen(server);
  onTestFinished(close);
  return {
    url: `redis://127.0.0.1:${port}`,
    leadTo(newPort) {
      target = newPort;
    },
  };
}
