import { createServer } from 'node:net';

/**
 * Ports below every system's ephemeral range, so that no outgoing connection takes one meanwhile, and above
 * those that browsers refuse to open.
 */
const FIRST_PORT = 12_000;
const LAST_PORT = 31_999;
const PORTS_PER_PROCESS = 64;

/** Workers of one run differ in their pool number; two runs at once differ in their process id. */
const WORKERS = 8;
const RANGES_PER_WORKER = Math.floor((LAST_PORT - FIRST_PORT + 1) / PORTS_PER_PROCESS / WORKERS);

let handedOut = 0;

/**
 * A port on which nothing listens. Each process hands out the ports of its own range, and none twice until it
 * has gone through all of them, so that two workers do not use the same one.
 */
export async function freePort(): Promise<number> {
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS;
  const range = worker * RANGES_PER_WORKER + (process.pid % RANGES_PER_WORKER);
  const first = FIRST_PORT + range * PORTS_PER_PROCESS;
  for (let attempt = 0; attempt < PORTS_PER_PROCESS; attempt++) {
    const port = first + (handedOut++ % PORTS_PER_PROCESS);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`All ${PORTS_PER_PROCESS} ports from ${first} on are taken.`);
}

/** Whether a server could listen on this port, on both loopback addresses. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
      // A machine without IPv6 has nothing that could listen there.
      resolve(code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT');
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
