import { ProxyError } from '../../errors/proxy-error.ts';
import { PlatformError } from './platform-error.ts';

/** What any error means to a client: its own meaning where it has one, else that of its status. */
export function toProxyError(error: unknown): ProxyError {
  if (error instanceof ProxyError) return error;
  if (error instanceof PlatformError) return error.toProxyError();
  const status = (error as { statusCode?: number } | null)?.statusCode ?? 500;
  const refused = status >= 400 && status < 500;
  return new ProxyError(refused ? 'bad_request' : 'internal_error', { cause: error });
}
