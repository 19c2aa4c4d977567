import type { StoreKind } from '../config/store-url.ts';

/** A session as it is stored. Without the session's cookie it opens nothing. Times are Unix milliseconds. */
export interface SessionRecord {
  /** SHA-256 of the session id (32 bytes), the key of the record. */
  readonly idHash: Buffer;
  /** Starts at 1 and grows by 1 with each write. */
  readonly version: number;
  readonly signedInAt: number;
  /** When the platform last issued a refresh token for this session. */
  readonly refreshTokenAt: number;
  /** When the session has ended at the latest; the store may remove the record from then on. */
  readonly endsAt: number;
  /** The encrypted tokens; null once the platform has ended the grant. */
  readonly sealedTokens: Buffer | null;
  /**
   * End of the refresh lease, during which one process may use the refresh token; null without a lease. The version
   * is the fence: the holder of the lease can only replace the version that it wrote when it took the lease.
   */
  readonly leaseUntil: number | null;
  /** Whether the platform may have consumed the refresh token in a request whose response was lost. */
  readonly inDoubt: boolean;
}

/** Stores sessions. Methods reject only if the store cannot be reached or written. */
export interface SessionStore {
  readonly kind: StoreKind;
  /**
   * The record as it is stored now.
   * @param known the result of an earlier read, which may be returned if the stored version is the same
   */
  read(idHash: Buffer, known?: SessionRecord): Promise<SessionRecord | undefined>;
  insert(record: SessionRecord): Promise<void>;
  /** Compare-and-set: writes `record` if the stored version is one lower, and returns whether it did. */
  replace(record: SessionRecord): Promise<boolean>;
  remove(idHash: Buffer): Promise<void>;
  /** Remembers a login transaction as used until `until`; false if it was used before. */
  spend(transactionHash: Buffer, until: number): Promise<boolean>;
  /** Removes at most `limit` records that ended before `now`, and returns how many. */
  removeEnded(now: number, limit: number): Promise<number>;
  /**
   * The binding of the records that version 0.1.0 sealed without one: the first binding that any process ever passed
   * here. Empty if that is no longer known; then no such record may be used.
   */
  claimUnbound(binding: Buffer): Promise<Buffer>;
  /** Number of records, including ended ones that are not yet removed. Takes the same time for any number. */
  count(): Promise<number>;
  /** Rejects unless the store can be read and written. */
  check(): Promise<void>;
  close(): Promise<void>;
}
