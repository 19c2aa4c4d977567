/** The loggable part of an error: never its message or cause, which can contain tokens and bodies. */
export interface SafeError {
  type: string;
  code?: string;
  stack?: string;
}

/**
 * Reduces an error for the log; every logged error passes through here. Library errors contain tokens in
 * `cause` (oauth4webapi) and parts of bodies in `message` (`JSON.parse`), so only the name, a code of letters
 * and the stack frames are kept.
 */
export function safeError(error: unknown): SafeError {
  if (!(error instanceof Error)) return { type: typeof error };
  const safe: SafeError = { type: error.name };
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && /^[A-Za-z_]{1,64}$/.test(code)) safe.code = code;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  if (frames?.length) safe.stack = frames.join('\n');
  return safe;
}

/** {@link safeError} in the shape that pino requires of a serializer. */
export function logSerializer(error: Error): { type: string; message: string; stack: string } {
  return { message: '', stack: '', ...safeError(error) };
}
