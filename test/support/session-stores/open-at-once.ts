import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';

/** Opens one file from this many threads at the same moment; returns how many sessions each of them counts. */
export async function openAtOnce(fileToOpen: string, threads: number): Promise<number[]> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL(import.meta.url), { workerData: { fileToOpen } }),
  );
  const messages = () => Promise.all(workers.map((worker) => once(worker, 'message')));
  await messages();
  const counts = messages();
  for (const worker of workers) worker.postMessage('open');
  return (await counts).map(([count]) => count);
}

async function openWhenTold(file: string): Promise<void> {
  parentPort?.postMessage('ready');
  if (parentPort) await once(parentPort, 'message');
  const store = openSqliteStore(file);
  parentPort?.postMessage(await store.count());
  await store.close();
}

if (workerData?.fileToOpen) await openWhenTold(workerData.fileToOpen);
