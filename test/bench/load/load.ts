import { Connection } from './connection.ts';

/** What is to be asked, and for how long. */
export interface LoadOrder {
  port: number;
  /** Whole requests; each connection takes the next one in turn. */
  requests: readonly string[];
  connections: number;
  /** The end: after so many milliseconds, or so many answers. */
  milliseconds?: number;
  answers?: number;
}

export interface LoadReport {
  answers: number;
  milliseconds: number;
  /** Milliseconds within which half of all answers came, and 99 of 100. */
  p50: number;
  p99: number;
  /** Microseconds that this process itself used: near the whole time, it would be what is measured. */
  cpu: number;
}

/** The load generator: as many readers as there are connections, each asks again as soon as it is answered. */
async function run(order: LoadOrder): Promise<LoadReport> {
  const { port, connections, milliseconds = Infinity, answers = Infinity } = order;
  const requests = order.requests.map((text) => Buffer.from(text, 'latin1'));
  const times: number[] = [];
  let sent = 0;
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  const end = begin + milliseconds;
  const readOn = async () => {
    const connection = new Connection(port);
    try {
      while (performance.now() < end && sent < answers) {
        const request = requests[sent++ % requests.length];
        if (!request) throw new Error('There is nothing to ask.');
        const before = performance.now();
        const { status } = await connection.exchange(request);
        if (status !== 200) throw new Error(`An answer has status ${status}.`);
        times.push(performance.now() - before);
      }
    } finally {
      connection.close();
    }
  };
  await Promise.all(Array.from({ length: connections }, readOn));
  const taken = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpuBefore);
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
  return {
    answers: times.length,
    milliseconds: taken,
    p50: at(0.5),
    p99: at(0.99),
    cpu: user + system,
  };
}

process.on('message', async (message: LoadOrder | string) => {
  if (typeof message !== 'string') process.send?.(await run(message));
});
// Nothing else keeps this process alive between two orders.
process.channel?.ref();
