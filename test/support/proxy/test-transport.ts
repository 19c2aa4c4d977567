import { expect, onTestFinished } from 'vitest';
import type { PlatformError } from '../../../proxy/platform/errors/platform-error.ts';
import {
  PlatformTransport,
  type PlatformTransportOptions,
} from '../../../proxy/platform/transport/transport.ts';

/** A transport that is closed when the test has finished. */
export function transportTo(platformUrl: string, options: Partial<PlatformTransportOptions> = {}) {
  const transport = new PlatformTransport({
    platformUrl,
    timeoutMs: 8_000,
    userAgent: 'test',
    ...options,
  });
  onTestFinished(() => transport.close());
  return transport;
}

export const post = (transport: PlatformTransport) =>
  transport.send({ method: 'POST', path: '/', body: 'a=b' });

/** The error of a POST request that fails. */
export const errorOf = (transport: PlatformTransport): Promise<PlatformError> =>
  post(transport).then(
    () => expect.unreachable('the request succeeded'),
    (error: PlatformError) => error,
  );
