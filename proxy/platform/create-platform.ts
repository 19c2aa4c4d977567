import type { Observer } from '../observability/observer.ts';
import { AccountApi, type AccountApiOptions } from './account-api.ts';
import { Admission, type AdmissionOptions } from './admission/admission.ts';
import { CredentialsStatus } from './credentials-status.ts';
import { OAuthClient, type OAuthClientOptions } from './oauth-client.ts';
import { PlatformClient } from './platform-client.ts';
import type { PlatformTransport } from './transport/transport.ts';

export interface PlatformOptions
  extends Omit<OAuthClientOptions, 'client' | 'admission' | 'credentials'>,
    Omit<AccountApiOptions, 'client'>,
    Pick<AdmissionOptions, 'random' | 'onCircuitChange'> {
  /** Milliseconds for one request, and for which a request waits at most until it is sent. */
  platformTimeoutMs: number;
  transport: Pick<PlatformTransport, 'send'>;
  observer: Observer;
}

/** Everything that the proxy does with the platform. */
export function createPlatform(options: PlatformOptions) {
  const { platformTimeoutMs, transport, observer } = options;
  const elapsedMs = () => performance.now();
  const admission = new Admission({ ...options, maxWaitMs: platformTimeoutMs, elapsedMs });
  const client = new PlatformClient({ transport, admission, observer });
  const credentials = new CredentialsStatus(options.now);
  return {
    oauth: new OAuthClient({ ...options, client, admission, credentials }),
    accountApi: new AccountApi({ ...options, client }),
    admission,
    credentials,
  };
}
