import type Database from 'better-sqlite3';
import { TurnBatch } from '../timing/turn-batch.ts';
import type { SessionRecord, SessionStore } from './session-store.ts';

/** The arguments of `SessionStore.read`. */
export interface Read {
  idHash: Buffer;
  known: SessionRecord | undefined;
}

interface WaitingRead extends Read {
  resolve: (record: SessionRecord | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Runs the reads of one turn of the event loop in one transaction at its end. Of a read on its own, locking the file
 * and unlocking it takes the most time. No read sees a state from before it was called.
 */
export function readTogether(
  db: Database.Database,
  readRecord: (read: Read) => SessionRecord | undefined,
): SessionStore['read'] {
  const readAll = db.transaction((reads: readonly WaitingRead[]) => {
    for (const read of reads) {
      try {
        read.resolve(readRecord(read));
      } catch (error) {
        read.reject(error);
      }
    }
  });
  const batch = new TurnBatch<WaitingRead>((reads) => {
    try {
      readAll(reads);
    } catch (error) {
      for (const { reject } of reads) reject(error);
    }
  });
  return (idHash, known) =>
    new Promise((resolve, reject) => batch.add({ idHash, known, resolve, reject }));
}
