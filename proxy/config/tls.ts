import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { InvalidValueError, type Rule } from './value-rules.ts';

/** A certificate chain, the certificate of the server first, and its private key, both PEM. */
export interface TlsPair {
  cert: string;
  key: string;
}

/** The paths in `TLS_CERT_FILE` and `TLS_KEY_FILE` and the content of the files at the start. */
export interface TlsConfig extends TlsPair {
  certFile: string;
  keyFile: string;
}

/** Applies a rule to the content of the file that the value names. */
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

/** A PEM certificate chain, the certificate of the server first. */
export const certificate: Rule<string> = (pem) => {
  try {
    new X509Certificate(pem);
  } catch {
    throw new InvalidValueError('names a file that is not a PEM certificate');
  }
  try {
    createSecureContext({ cert: pem });
  } catch (error) {
    const { reason = 'unknown reason' } = error as { reason?: string };
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

export const FOREIGN_KEY = 'names a key that does not belong to the certificate of TLS_CERT_FILE';
