import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { InvalidValueError, type Rule } from './value-rules.ts';

/** A certificate chain, the server's own certificate first, and its private key, both PEM. */
export interface TlsPair {
  cert: string;
  key: string;
}

/** The files that `TLS_CERT_FILE` and `TLS_KEY_FILE` name, and what was in them at the start. */
export interface TlsConfig extends TlsPair {
  certFile: string;
  keyFile: string;
}

/** A setting whose text is the path of a file for which the rule is. */
export function inFile(rule: Rule<string>, readText: (path: string) => string): Rule<string> {
  return (path) => {
    let text: string;
    try {
      text = readText(path);
    } catch {
      throw new InvalidValueError('names a file that cannot be read');
    }
    return rule(text);
  };
}

/** A PEM certificate chain, the server's own certificate first. */
export const certificate: Rule<string> = (pem) => {
  try {
    new X509Certificate(pem);
  } catch {
    throw new InvalidValueError('names a file that is not a PEM certificate');
  }
  try {
    createSecureContext({ cert: pem });
  } catch (error) {
    const { reason = 'for a reason unknown' } = error as { reason?: string };
    throw new InvalidValueError(
      `names a file with a certificate chain that cannot be used (${reason})`,
    );
  }
  return pem;
};

/** A PEM private key that needs no passphrase. */
export const privateKey: Rule<string> = (pem) => {
  try {
    createPrivateKey(pem);
  } catch {
    throw new InvalidValueError('names a file that is not a PEM private key without passphrase');
  }
  return pem;
};

/** Whether the private key belongs to the certificate. */
export function belongTogether({ cert, key }: TlsPair): boolean {
  return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
}

/** What is wrong with a key that does not belong to the certificate, as {@link InvalidValueError} says it of `TLS_KEY_FILE`. */
export const FOREIGN_KEY = 'names a key that does not belong to the certificate of TLS_CERT_FILE';
