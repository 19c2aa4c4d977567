import fc, { type Arbitrary } from 'fast-check';
import { broken, mutations } from './mutations.ts';
import { headerText } from './texts.ts';

/** The headers by which the extension's own calls are told from forged ones. */
export type OwnHeaders = Partial<
  Record<'x-csrf' | 'origin' | 'sec-fetch-site' | 'sec-fetch-mode', string>
>;

const EXTENSION = `chrome-extension://${'a'.repeat(32)}`;

/** Letters: all of them together are still read. */
const LONGEST = 2_000;

function values(right: readonly string[], wrong: readonly string[]): Arbitrary<string> {
  return fc
    .oneof(
      { weight: 6, arbitrary: fc.constantFrom(...right) },
      { weight: 1, arbitrary: fc.constantFrom(...wrong) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(...right), mutations)
          .map(([text, how]) => broken(text, how)),
      },
      { weight: 1, arbitrary: headerText },
    )
    .map((text) => text.slice(0, LONGEST).trim());
}

/** Mostly right ones; `own` is the proxy's own origin. */
export function ownHeaders(own: string): Arbitrary<OwnHeaders> {
  return fc.record(
    {
      'x-csrf': values(['1'], ['0', '11', '1, 1', '01', '1.0', 'true', '']),
      origin: values(
        [own, EXTENSION, 'moz-extension://4a8a5e8e-7d5b-4f3a-9b0e-1c2d3e4f5a6b'],
        ['null', '', 'https://evil.example', `${own}.evil.example`, `${EXTENSION}/x`, `x${own}`],
      ),
      'sec-fetch-site': values(
        ['none', 'same-origin'],
        ['cross-site', 'same-site', 'none, none', ''],
      ),
      'sec-fetch-mode': values(['cors', 'no-cors'], ['navigate', 'navigate, navigate', '']),
    },
    { requiredKeys: ['x-csrf'] },
  );
}

/** Exactly `X-CSRF: 1`, and neither a foreign `Origin` or `Sec-Fetch-Site` nor a navigation. */
export function isExtensionRequest(headers: OwnHeaders, own: string): boolean {
  const { origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  const isExtension = /^(chrome|moz)-extension:\/\/[^/]+$/.test(origin ?? '');
  return (
    headers['x-csrf'] === '1' &&
    (origin === undefined || origin === own || isExtension) &&
    (site === undefined || site === 'none' || site === 'same-origin') &&
    mode !== 'navigate'
  );
}
