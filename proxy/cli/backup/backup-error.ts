/** Why a backup or a restore was not made, in a sentence that says what to do; nothing has been changed. */
export class BackupError extends Error {
  override name = 'BackupError';
}

/** What a library or the system says is wrong, for the end of a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'for a reason unknown';
}
