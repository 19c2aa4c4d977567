import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Fault, type Rule } from './rules.ts';

/** A certificate chain and its private key, both PEM. */
export interface TlsPair {
  cert: string;
  key: string;
}

function readPem(path: string, readText: (path: string) => string): string {
  try {
    return readText(path);
  } catch {
    throw new Fault('names a file that cannot be read');
  }
}

/** Reads a PEM certificate chain, the server's own certificate first. */
export function certificate(readText: (path: string) => string): Rule<string> {
  return (path) => {
    const pem = readPem(path, readText);
    try {
      new X509Certificate(pem);
    } catch {
      throw new Fault('names a file that is not a PEM certificate');
    }
    return pem;
  };
}

/** Reads a PEM private key that needs no passphrase. */
export function privateKey(readText: (path: string) => string): Rule<string> {
  return (path) => {
    const pem = readPem(path, readText);
    try {
      createPrivateKey(pem);
    } catch {
      throw new Fault('names a file that is not a PEM private key without passphrase');
    }
    return pem;
  };
}

/** Whether the private key belongs to the certificate. */
export function belongTogether({ cert, key }: TlsPair): boolean {
  const parsed: KeyObject = createPrivateKey(key);
  return new X509Certificate(cert).checkPrivateKey(parsed);
}
