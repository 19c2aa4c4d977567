import { createServer } from 'node:net';

/**
 * Ports below every system's ephemeral range, so that no outgoing connection takes one meanwhile,
 * and above those that browsers refuse to open.
 */
const FIRST = 12_000;
const LAST = 31_999;
const PER_PROCESS = 64;
const PROCESSES = Math.floor((LAST - FIRST + 1) / PER_PROCESS);

/** Workers of one run differ in their pool number; two runs at once differ in their process. */
const WORKERS = 8;

let handedOut = 0;

/**
 * A port on which nothing listens. Each process draws from a stretch of its own and hands out
 * no port twice until it has gone through all of them, so that two workers do not take the same one.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < PER_PROCESS; tried++) {
    const port = firstOf(stretch()) + (handedOut++ % PER_PROCESS);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`All ${PER_PROCESS} ports from ${firstOf(stretch())} on are taken.`);
}

/** Whether a server could listen on this port, on either loopback address. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, '127.0.0.1')) && (await canListen(port, '::1'));
}

function stretch(): number {
  const worker = Number(process.env.VITEST_POOL_ID ?? 0) % WORKERS;
  const ofWorker = Math.floor(PROCESSES / WORKERS);
  return worker * ofWorker + (process.pid % ofWorker);
}

function firstOf(index: number): number {
  return FIRST + index * PER_PROCESS;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const noSuchAddress = error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT';
      resolve(noSuchAddress);
    });
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
