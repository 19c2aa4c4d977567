/** Why a backup or a restore was not made, and what to do. Nothing has been changed. */
export class BackupError extends Error {
  override name = 'BackupError';
}

/** The message of an error of SQLite or the system, for the end of a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'for a reason unknown';
}
