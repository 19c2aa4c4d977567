import { isIP } from 'node:net';
import { isLoopback } from '../../shared/loopback.ts';
import { isHost, withoutBrackets } from './host-name.ts';

/** Says what is wrong with a value, as the end of a sentence that starts with the name. Never contains the value. */
export class InvalidValueError extends Error {
  /** A valid value, where the one of the variable does not fit. */
  readonly example: string | undefined;

  constructor(problem: string, example?: string) {
    super(problem);
    this.example = example;
  }
}

/**
 * Parses the text of a variable.
 * @throws {InvalidValueError}
 */
export type Rule<T> = (text: string) => T;

/** Applies a rule. `problem` is the message if the text does not fit. */
export function applyRule<T>(rule: Rule<T>, text: string): { value: T } | { problem: string } {
  try {
    return { value: rule(text) };
  } catch (error) {
    if (error instanceof InvalidValueError) return { problem: error.message };
    throw error;
  }
}

/** An https URL (http for loopback). */
function parseHttpsUrl(text: string): URL {
  if (!URL.canParse(text)) throw new InvalidValueError('is not a URL');
  const url = new URL(text);
  if (url.username || url.password)
    throw new InvalidValueError('must not carry a user name or password');
  if (url.hash) throw new InvalidValueError('must not have a fragment (#…)');
  if (url.protocol === 'https:') return url;
  if (url.protocol === 'http:' && isLoopback(url.hostname)) return url;
  throw new InvalidValueError('must use https (http is accepted for localhost alone)');
}

/** An https origin (http for loopback) without path or query. */
export const httpsOrigin: Rule<string> = (text) => {
  const url = parseHttpsUrl(text);
  if (url.pathname !== '/' || url.search)
    throw new InvalidValueError('must be an origin, without path or query');
  return url.origin;
};

/** The callback address of the proxy: https, exactly this path, no query (platform guide, section 3). */
export const redirectUri: Rule<string> = (text) => {
  const url = parseHttpsUrl(text);
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

export function oneOf<const T extends string>(...values: T[]): Rule<T> {
  return (text) => {
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw new InvalidValueError(`must be one of ${values.join(', ')}`);
    return value;
  };
}

/** A number from `min` to `max`, whole unless `fraction` is set. */
export function number(min: number, max: number, fraction?: 'fraction'): Rule<number> {
  const form = fraction ? /^\d+(\.\d+)?$/ : /^\d+$/;
  return (text) => {
    const value = Number(text);
    if (!form.test(text) || value < min || value > max) {
      throw new InvalidValueError(
        `must be a ${fraction ? '' : 'whole '}number from ${min} to ${max}`,
      );
    }
    return value;
  };
}

export const port = number(1, 65535);

/** An address to listen on: an IP address or a host name. */
export const host: Rule<string> = (text) => {
  if (!isHost(text)) {
    throw new InvalidValueError('must be an IP address or a host name, without port');
  }
  return text;
};

function list<T>(rule: Rule<T>): Rule<T[]> {
  return (text) => text.split(',').map((part) => rule(part.trim()));
}

/** Origins as in {@link httpsOrigin}; an error names every wrong one by its position. */
export const httpsOrigins: Rule<string[]> = (text) => {
  const results = text.split(',').map((part) => applyRule(httpsOrigin, part.trim()));
  const problems = results.flatMap((result, index) =>
    'problem' in result ? [`address ${index + 1} ${result.problem}`] : [],
  );
  if (problems.length > 0) {
    throw new InvalidValueError(`must be addresses separated by commas: ${problems.join('; ')}`);
  }
  return [...new Set(results.flatMap((result) => ('value' in result ? result.value : [])))];
};

const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

/** IP addresses, networks such as `10.0.0.0/8`, or the names of private ranges. */
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

export const extensionOrigins = list<string>((text) => {
  if (/^(chrome|moz)-extension:\/\/[a-z\d-]+$/i.test(text)) return text.toLowerCase();
  throw new InvalidValueError(
    'must be extension origins separated by commas, each chrome-extension://ID or moz-extension://ID without a slash at the end',
  );
});

/** Hosts, each with an optional port. */
export const hosts = list<string>((text) => {
  const [, name = '', port] = /^(\[[\da-f:]+\]|[^:]*)(?::(\d{1,5}))?$/i.exec(text) ?? [];
  if (isHost(withoutBrackets(name)) && Number(port ?? 443) <= 65535) return text.toLowerCase();
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

/** A path: any text on one line. */
export const path: Rule<string> = (text) => {
  if (/[\0\r\n]/.test(text)) throw new InvalidValueError('must be a path on one line');
  return text;
};
