import type { DetectedServer } from '../domain/detect-server.ts';
import { t } from './t.ts';

/** A sentence about what responds in place of the proxy, `null` if the problem already says it. */
export function describeDetectedServer(detectedServer: DetectedServer): string | null {
  switch (detectedServer.kind) {
    case 'gateway':
      return t('detectedGateway', String(detectedServer.status));
    case 'cookies':
      return null;
    default:
      return t('detectedServer', phraseFor(detectedServer));
  }
}

/** The end of a sentence that begins with "It detected to be". */
function phraseFor(
  detectedServer: Exclude<DetectedServer, { kind: 'gateway' | 'cookies' }>,
): string {
  switch (detectedServer.kind) {
    case 'redirect':
      return t('detectedRedirect');
    case 'sign_in': {
      const { title, server } = detectedServer;
      return withServer(title ? t('detectedSignInTitled', title) : t('detectedSignIn'), server);
    }
    case 'check':
    case 'page': {
      const { title, server } = detectedServer;
      return withServer(title ? t('detectedPageTitled', title) : t('detectedPage'), server);
    }
    case 'json':
      return detectedServer.name ? t('detectedJsonNamed', detectedServer.name) : t('detectedJson');
    case 'incompatible_proxy':
      return t('detectedIncompatibleProxy');
    case 'unknown':
      return t('detectedUnknown', String(detectedServer.status));
  }
}

function withServer(what: string, server: string | null): string {
  return server ? t('detectedServedBy', what, server) : what;
}
