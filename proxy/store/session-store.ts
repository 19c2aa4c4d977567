/** What the store knows of a session: nothing that opens anything without a live cookie. Times are Unix milliseconds. */
export interface SessionRecord {
  /** SHA-256 of the session id, 32 bytes: the record's key. */
  readonly idHash: Buffer;
  /** Counts the writes of this record, from 1; a write names the version that it replaces. */
  readonly version: number;
  readonly signedInAt: number;
  /** When the platform last issued a refresh token for this session. */
  readonly refreshTokenAt: number;
  /** From when on the store may forget the record. */
  readonly endsAt: number;
  /** The encrypted tokens; null once the platform has ended the grant. */
  readonly sealedTokens: Buffer | null;
  /**
   * Until when one process alone may use the refresh token; null where none does. The record's version is
   * the fence: whoever took the lease writes under the version that taking it made, or not at all.
   */
  readonly leaseUntil: number | null;
  /** Whether the platform may have used the refresh token up without our having its answer. */
  readonly inDoubt: boolean;
}

/** Keeps sessions. Every method rejects only when the store cannot be reached or written. */
export interface SessionStore {
  /**
   * The record as it is stored now.
   * @param known what an earlier read gave, which may be given back where it is still what is stored
   */
  read(idHash: Buffer, known?: SessionRecord): Promise<SessionRecord | undefined>;
  insert(record: SessionRecord): Promise<void>;
  /** Writes `record` if the stored one still has the version before it; says whether it did (compare-and-set). */
  replace(record: SessionRecord): Promise<boolean>;
  remove(idHash: Buffer): Promise<void>;
  /** Marks a login transaction as used until `until`; false if it had been used already. */
  spend(transactionHash: Buffer, until: number): Promise<boolean>;
  /** Forgets at most `limit` records that ended before `now`; says how many. */
  removeEnded(now: number, limit: number): Promise<number>;
  /**
   * The binding of records that were sealed without one, which version 0.1.0 did: the first that was ever passed
   * here, over all processes and restarts. Empty where it cannot be known any more: no such record may be used.
   */
  claimUnbound(binding: Buffer): Promise<Buffer>;
  /** How many records there are, ended ones that are not yet forgotten among them; costs the same for any number. */
  count(): Promise<number>;
  /** Resolves when the store can be read and written. */
  check(): Promise<void>;
  close(): Promise<void>;
}
