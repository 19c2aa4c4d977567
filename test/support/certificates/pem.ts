import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The host name that a self-signed test certificate is for. */
export type CertificateHost = 'localhost' | 'elsewhere';

export function pathOf(host: CertificateHost, kind: 'crt' | 'key'): string {
  return fileURLToPath(new URL(`${host}.${kind}`, import.meta.url));
}

export function pemOf(host: CertificateHost, kind: 'crt' | 'key'): string {
  return readFileSync(pathOf(host, kind), 'utf8');
}
