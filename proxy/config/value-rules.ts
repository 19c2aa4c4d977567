import { isIP } from 'node:net';
import { isLoopback } from '../../shared/loopback.ts';

/** What is wrong with a setting, as the end of a sentence that begins with its name; never contains the value. */
export class InvalidValueError extends Error {}

/** Turns the text of a setting into its value, or throws a {@link InvalidValueError}. */
export type Rule<T> = (text: string) => T;

function parseUrl(text: string): URL {
  if (!URL.canParse(text)) throw new InvalidValueError('is not a URL');
  const url = new URL(text);
  if (url.username || url.password)
    throw new InvalidValueError('must not carry a user name or password');
  if (url.hash) throw new InvalidValueError('must not have a fragment (#…)');
  return url;
}

function requireHttps(url: URL): void {
  if (url.protocol === 'https:') return;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return;
  throw new InvalidValueError('must use https (http is accepted for localhost alone)');
}

/** An https origin (http for loopback) without path or query. */
export const httpsOrigin: Rule<string> = (text) => {
  const url = parseUrl(text);
  requireHttps(url);
  if (url.pathname !== '/' || url.search)
    throw new InvalidValueError('must be an origin, without path or query');
  return url.origin;
};

/** The proxy's own callback (guide, "3. callback address"): https, this very path, nothing after it. */
export const redirectUri: Rule<string> = (text) => {
  const url = parseUrl(text);
  requireHttps(url);
  if (url.pathname !== '/oauth/callback' || url.search) {
    throw new InvalidValueError('must end in the path /oauth/callback, with nothing after it');
  }
  return text;
};

/** RFC 6749 appendix A.1 and A.2: printable ASCII. */
export const credential: Rule<string> = (text) => {
  if (!/^[\x20-\x7e]+$/.test(text))
    throw new InvalidValueError('must be printable ASCII on one line');
  return text;
};

/** RFC 6749 section 3.3: scope tokens, one space between them. */
export const scope: Rule<string> = (text) => {
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(text)) {
    throw new InvalidValueError('must be scope names with one space between them');
  }
  return text;
};

/** One of a few words. */
export function oneOf<const T extends string>(...words: T[]): Rule<T> {
  return (text) => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw new InvalidValueError(`must be one of ${words.join(', ')}`);
    return word;
  };
}

/** A number from `least` to `most`, whole unless `fraction` is set. */
export function number(least: number, most: number, fraction?: 'fraction'): Rule<number> {
  const form = fraction ? /^\d+(\.\d+)?$/ : /^\d+$/;
  return (text) => {
    const value = Number(text);
    if (!form.test(text) || value < least || value > most) {
      throw new InvalidValueError(
        `must be a ${fraction ? '' : 'whole '}number from ${least} to ${most}`,
      );
    }
    return value;
  };
}

export const port = number(1, 65535);

const HOST_NAME =
  /^(?=.{1,253}$)[a-z\d]([a-z\d-]{0,61}[a-z\d])?(\.[a-z\d]([a-z\d-]{0,61}[a-z\d])?)*$/i;

/** An address to listen on: an IP address or a host name. */
export const host: Rule<string> = (text) => {
  if (isIP(text) === 0 && !HOST_NAME.test(text)) {
    throw new InvalidValueError('must be an IP address or a host name, without port');
  }
  return text;
};

function list<T>(rule: Rule<T>): Rule<T[]> {
  return (text) => text.split(',').map((part) => rule(part.trim()));
}

/** Origins as {@link httpsOrigin} takes them; each one that is wrong is named by its place. */
export const httpsOrigins: Rule<string[]> = (text) => {
  const faults: string[] = [];
  const origins = text.split(',').map((part, index) => {
    try {
      return httpsOrigin(part.trim());
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      faults.push(`address ${index + 1} ${error.message}`);
      return '';
    }
  });
  if (faults.length === 0) return [...new Set(origins)];
  throw new InvalidValueError(`must be addresses separated by commas: ${faults.join('; ')}`);
};

const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** IP addresses, networks such as `10.0.0.0/8`, or the names of the private ranges. */
export const addresses = list<string>((text) => {
  const [address = '', prefix, ...rest] = text.split('/');
  const version = isIP(address);
  const prefixFits =
    prefix === undefined ||
    (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
  if (NAMED_NETWORKS.includes(text) || (version !== 0 && prefixFits && rest.length === 0))
    return text;
  throw new InvalidValueError(
    `must be IP addresses or networks separated by commas (or ${NAMED_NETWORKS.join(', ')})`,
  );
});

/** Origins of browser extensions. */
export const extensionOrigins = list<string>((text) => {
  if (/^(chrome|moz)-extension:\/\/[a-z\d-]+$/i.test(text)) return text.toLowerCase();
  throw new InvalidValueError(
    'must be extension origins separated by commas, each chrome-extension://ID or moz-extension://ID without a slash at the end',
  );
});

/** Host names, each with a port where the port matters. */
export const hosts = list<string>((text) => {
  const [, name = '', port] = /^(\[[\da-f:]+\]|[^:]*)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const isName = HOST_NAME.test(name) || isIP(name.replace(/^\[|\]$/g, '')) !== 0;
  if (isName && Number(port ?? 443) <= 65535) return text.toLowerCase();
  throw new InvalidValueError(
    'must be host names separated by commas, without https:// and without path',
  );
});

/** 32-byte keys in base64url, newest first. */
export const sessionKeys: Rule<Buffer[]> = (text) => {
  const keys = text.split(',').map((part, index) => {
    const encoded = part.trim();
    const key = Buffer.from(encoded, 'base64url');
    if (!/^[\w-]+$/.test(encoded) || key.length !== 32 || key.toString('base64url') !== encoded) {
      throw new InvalidValueError(
        `must be 32-byte keys in base64url (43 characters each): key ${index + 1} is not`,
      );
    }
    return key;
  });
  const distinct = new Set(keys.map((key) => key.toString('base64url')));
  if (distinct.size !== keys.length)
    throw new InvalidValueError('must not name the same key twice');
  return keys;
};

/** Any text on one line: a path. */
export const path: Rule<string> = (text) => {
  if (/[\0\r\n]/.test(text)) throw new InvalidValueError('must be a path on one line');
  return text;
};
