import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

/** Has another thread hold the write lock of a file for so many milliseconds; resolves once it does. */
export async function holdLock(lockedFile: string, holdMs: number): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { lockedFile, holdMs } });
  await once(worker, 'message');
}

function hold(lockedFile: string, holdMs: number): void {
  const db = new Database(lockedFile);
  db.exec('BEGIN IMMEDIATE');
  parentPort?.postMessage('locked');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, holdMs);
  db.exec('COMMIT');
  db.close();
}

if (workerData?.lockedFile) hold(workerData.lockedFile, workerData.holdMs);
