import { type DetectedServer, problemOfServer } from '../domain/detect-server.ts';
import { t } from './t.ts';

/**
 * What responds in place of the proxy, and what to do if the problem does not say it. `null` if the problem already
 * says everything.
 */
export function describeDetectedServer(detectedServer: DetectedServer): string | null {
  if (detectedServer.kind === 'gateway') return t('detectedGateway', String(detectedServer.status));
  const phrase = phraseFor(detectedServer);
  const isElse = problemOfServer(detectedServer) === 'something_else';
  return phrase && t(isElse ? 'detectedElse' : 'detectedServer', phrase);
}

/** The end of the sentence. */
function phraseFor({ kind, title, server, name, status }: DetectedServer): string | null {
  switch (kind) {
    case 'redirect':
      return t('detectedRedirect');
    case 'sign_in':
      return withServer(title ? t('detectedSignInTitled', title) : t('detectedSignIn'), server);
    case 'check':
    case 'page':
      return withServer(title ? t('detectedPageTitled', title) : t('detectedPage'), server);
    case 'json':
      return name ? t('detectedJsonNamed', name) : t('detectedJson');
    case 'incompatible_proxy':
      return t('detectedIncompatibleProxy');
    case 'unknown':
      return t('detectedUnknown', String(status));
    default:
      return null;
  }
}

function withServer(what: string, server: string | null | undefined): string {
  return server ? t('detectedServedBy', what, server) : what;
}
