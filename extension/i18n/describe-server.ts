import type { DetectedServer } from '../domain/detected-server.ts';
import { t } from './t.ts';

/** A sentence on what seems to have responded in place of the proxy; `null` where the problem says it all. */
export function describeDetectedServer(detectedServer: DetectedServer): string | null {
  switch (detectedServer.kind) {
    case 'gateway':
      return t('seemsGateway', String(detectedServer.status));
    case 'cookies':
      return null;
    default:
      return t('addressSeems', seemingWords(detectedServer));
  }
}

/** A part of a sentence. */
function seemingWords(
  detectedServer: Exclude<DetectedServer, { kind: 'gateway' | 'cookies' }>,
): string {
  switch (detectedServer.kind) {
    case 'redirect':
      return t('seemsRedirect');
    case 'sign_in': {
      const { title, server } = detectedServer;
      return servedBy(title ? t('seemsSignInTitled', title) : t('seemsSignIn'), server);
    }
    case 'check':
    case 'page': {
      const { title, server } = detectedServer;
      return servedBy(title ? t('seemsPageTitled', title) : t('seemsPage'), server);
    }
    case 'json':
      return detectedServer.name ? t('seemsJsonNamed', detectedServer.name) : t('seemsJson');
    case 'kin':
      return t('seemsKin');
    case 'unknown':
      return t('seemsUnknown', String(detectedServer.status));
  }
}

function servedBy(what: string, server: string | null): string {
  return server ? t('seemsServedBy', what, server) : what;
}
