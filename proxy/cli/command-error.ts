import { ConfigError } from '../config/config.ts';
import { safeError } from '../errors/safe-error.ts';

/** Why a command failed and what to do. Contains no secret, such as the developer token. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/**
 * Prints why a command failed: its usage if an argument cannot be parsed, the message of an error for the user, or
 * `otherwise` and where a bug is.
 */
export function printFailure(error: unknown, otherwise: string, usage?: string): void {
  const isExpected = error instanceof CommandError || error instanceof ConfigError;
  const { code } = error as NodeJS.ErrnoException;
  if (usage && code?.startsWith('ERR_PARSE_ARGS')) console.error(usage);
  else if (isExpected) console.error(error.message);
  else console.error(otherwise, safeError(error));
}

/** The message of an error of SQLite or the system, for the end of a sentence. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'for a reason unknown';
}
