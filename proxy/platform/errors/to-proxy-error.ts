import { ProxyError } from '../../errors/proxy-error.ts';
import { PlatformError } from './platform-error.ts';

/** The error that a client receives for any error; one without a meaning of its own is judged by its status. */
export function toProxyError(error: unknown): ProxyError {
  if (error instanceof ProxyError) return error;
  if (error instanceof PlatformError) return error.toProxyError();
  const status = (error as { statusCode?: number } | null)?.statusCode ?? 500;
  const isClientError = status >= 400 && status < 500;
  return new ProxyError(isClientError ? 'bad_request' : 'internal_error', { cause: error });
}
