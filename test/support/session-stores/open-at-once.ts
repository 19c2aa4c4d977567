import { parentPort, Worker, workerData } from 'node:worker_threads';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';

/** How opening a file went: how many sessions it has, or what kept it from being opened. */
export type Opened = { sessions: number } | { error: string };

interface Order {
  file: string;
  /** How many are ready, and whether they may begin. */
  gate: SharedArrayBuffer;
}

const READY = 0;
const BEGUN = 1;

/** Opens one file from this many threads at the same moment. */
export async function openAtOnce(file: string, threads: number): Promise<Opened[]> {
  const gate = new SharedArrayBuffer(8);
  const view = new Int32Array(gate);
  const workers = Array.from({ length: threads }, () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { file, gate } });
    const { promise, resolve, reject } = Promise.withResolvers<Opened>();
    worker.once('error', reject);
    worker.on('message', (message: Opened | 'ready') => {
      if (message !== 'ready') resolve(message);
      else if (Atomics.add(view, READY, 1) + 1 === threads) {
        Atomics.store(view, BEGUN, 1);
        Atomics.notify(view, BEGUN);
      }
    });
    return { worker, opened: promise };
  });
  try {
    return await Promise.all(workers.map(({ opened }) => opened));
  } finally {
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  }
}

async function open({ file, gate }: Order): Promise<Opened> {
  parentPort?.postMessage('ready');
  Atomics.wait(new Int32Array(gate), BEGUN, 0);
  try {
    const store = openSqliteStore(file);
    const sessions = await store.count();
    await store.close();
    return { sessions };
  } catch (error) {
    return { error: String(error) };
  }
}

if (workerData?.gate) parentPort?.postMessage(await open(workerData));
