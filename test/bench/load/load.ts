import { setTimeout as wait } from 'node:timers/promises';
import { Connection } from './connection.ts';

/** What to request, and for how long. */
export interface LoadOrder {
  port: number;
  /** Whole requests; each connection sends the next one. */
  requests: readonly string[];
  connections: number;
  /** Sends no more than this many requests per second. Unlimited if it is missing. */
  requestsPerSecond?: number;
  /** The end: after this time, or after this many responses. */
  milliseconds?: number;
  responses?: number;
}

export type LoadReport = Awaited<ReturnType<typeof run>>;

/** The load generator: each connection sends the next request as soon as it has a response, and the rate allows it. */
async function run(order: LoadOrder) {
  const { port, connections, milliseconds = Infinity, responses = Infinity } = order;
  const intervalMs = 1_000 / (order.requestsPerSecond ?? Infinity);
  const requests = order.requests.map((text) => Buffer.from(text, 'latin1'));
  const times: number[] = [];
  let sent = 0;
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  const sendRequests = async () => {
    const connection = new Connection(port);
    try {
      while (performance.now() < begin + milliseconds && sent < responses) {
        const request = requests[sent++ % requests.length];
        if (!request) throw new Error('There are no requests.');
        const early = begin + (sent - 1) * intervalMs - performance.now();
        if (early > 0) await wait(early);
        const before = performance.now();
        const status = await connection.exchange(request);
        if (status !== 200) throw new Error(`A response has status ${status}.`);
        times.push(performance.now() - before);
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, sendRequests));
  const taken = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpuBefore);
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return {
    responses: times.length,
    milliseconds: taken,
    /** Milliseconds from a request to its response: the median, and the 99th percentile. */
    p50: at(0.5),
    p99: at(0.99),
    /** Microseconds of processor time of this process: close to the whole time, it would be what is measured. */
    cpu: user + system,
  };
}

process.on('message', async (message: LoadOrder | string) => {
  if (typeof message !== 'string') process.send?.(await run(message));
});
// Nothing else keeps this process alive between two orders.
process.channel?.ref();
