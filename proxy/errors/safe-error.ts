/** What a log may say of an error: never its message or cause, which can quote tokens and bodies. */
export interface SafeError {
  type: string;
  code?: string;
  stack?: string;
}

/**
 * The one serializer through which errors reach the log. Library errors carry tokens in `cause`
 * (oauth4webapi) and pieces of bodies in `message` (`JSON.parse`), so only the name, a code of plain
 * letters and the places in the code are kept.
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

/** {@link safeError} in the form that the logger asks for. */
export function logSerializer(error: Error): { type: string; message: string; stack: string } {
  return { message: '', stack: '', ...safeError(error) };
}
