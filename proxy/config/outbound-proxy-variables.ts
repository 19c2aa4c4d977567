import type { OutboundProxies } from './outbound-proxies.ts';
import { InvalidValueError, type Rule } from './value-rules.ts';
import type { Reader } from './variable-reader.ts';

const EXAMPLE = 'http://proxy.example.com:3128';

/** The URL of an outbound proxy; without a scheme, `http://` is assumed as in other programs. */
const proxyUrl: Rule<string> = (text) => {
  const url = URL.parse(/^[a-z\d+.-]+:\/\//i.test(text) ? text : `http://${text}`);
  if (!url?.hostname) throw new InvalidValueError('must be the URL of a proxy');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new InvalidValueError(
      'must begin with http:// or https://: other kinds of proxy are not supported',
    );
  }
  if (url.pathname !== '/' || url.search || url.hash) {
    throw new InvalidValueError(
      'must end after the port: characters such as # / ? in a password must be percent-encoded',
    );
  }
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    throw new InvalidValueError(
      'has a % that encodes nothing: in a password it must be written %25',
    );
  }
  return url.href;
};

/** Reads the usual variables. Names in lower case take precedence, as in curl. */
export function readOutboundProxies(
  env: NodeJS.ProcessEnv,
  { optional }: Pick<Reader, 'optional'>,
): OutboundProxies {
  const read = (name: string, example: string, rule: Rule<string>) => {
    const lowerCase = name.toLowerCase();
    return optional(env[lowerCase] ? lowerCase : name, example, rule) ?? '';
  };
  return {
    httpsProxy: read('HTTPS_PROXY', EXAMPLE, proxyUrl),
    httpProxy: read('HTTP_PROXY', EXAMPLE, proxyUrl),
    noProxy: read('NO_PROXY', 'localhost,.example.com', (text) => text),
  };
}
