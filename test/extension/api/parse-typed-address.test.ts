import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTypedAddress } from '../../../extension/api/parse-typed-address.ts';
import { isAddress } from '../../../extension/domain/proxy-address.ts';

const EXAMPLE = 'https://h.example';
const LOCAL = 'http://localhost:8787';

describe('an address', () => {
  test.each([
    ['https://balance.example.com', 'https://balance.example.com'],
    ['  https://balance.example.com/  ', 'https://balance.example.com'],
    ['HTTPS://Balance.Example.com:8443', 'https://balance.example.com:8443'],
    ['https://balance.example.com:443', 'https://balance.example.com'],
    ['https://余额.example', 'https://xn--zqq199o.example'],
    ['https://192.168.1.5:8787', 'https://192.168.1.5:8787'],
    ['https://[::1]:8787', 'https://[::1]:8787'],
    ['https://[2001:DB8:0::1]', 'https://[2001:db8::1]'],
    ['http://localhost:8787/', 'http://localhost:8787'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ])('%j is %s', (typed, address) => {
    expect(parseTypedAddress(typed)).toEqual({ ok: true, address });
  });

  test.each<[reason: string, suggestion: string | null, typed: string[]]>([
    ['not_an_address', null, ['', '   ', 'two words', 'https://my proxy.example', 'https://[::1']],
    ['not_an_address', null, ['https://', 'https:8787', '8787', ':8787', 'https://1234']],
    ['not_an_address', null, ['https://*.example.com', 'https://fe80::1%eth0', 'about:blank']],
    ['not_an_address', null, ['ftp://h.example', 'wss://h.example', 'mailto:me@h.example']],
    ['not_an_address', null, ['chrome-extension://abcdefgh', 'javascript:alert(1)']],
    ['not_an_address', null, ['javascript://h.example/%0aalert(1)', 'data:text/html,x']],
    ['scheme_missing', EXAMPLE, ['h.example', '//h.example']],
    ['scheme_missing', 'https://my-proxy:8787', ['my-proxy:8787']],
    ['scheme_missing', LOCAL, ['localhost:8787', '[::1]:8787', '0.0.0.0:8787', '[::]:8787']],
    ['https_needed', EXAMPLE, ['http://h.example']],
    ['https_needed', 'https://192.168.1.5:8787', ['http://192.168.1.5:8787']],
    ['https_needed', 'https://localhost.example.com', ['http://localhost.example.com']],
    ['https_needed', LOCAL, ['http://127.0.0.2:8787', 'http://0.0.0.0:8787']],
    ['https_needed', 'http://localhost', ['http://[::1]']],
    ['misspelled', LOCAL, ['http:/localhost:8787', 'http:localhost:8787', 'http//localhost:8787']],
    ['misspelled', LOCAL, ['http:://localhost:8787']],
    ['misspelled', 'http://localhost', ['http:;localhost', 'hhttp://localhost']],
    ['misspelled', EXAMPLE, ['https//h.example', 'https/h.example', 'https:///h.example']],
    ['misspelled', EXAMPLE, ['https:\\\\h.example', 'https;//h.example', 'https.://h.example']],
    ['misspelled', EXAMPLE, ['htps://h.example', 'ttps://h.example', 'httsp://h.example']],
    ['misspelled', EXAMPLE, ['https://https://h.example', 'http://https://h.example']],
    ['misspelled', EXAMPLE, ['“https://h.example”', 'https://h.example.', 'https://h..example']],
    ['misspelled', EXAMPLE, ['https://h,example', 'https:// h.example', 'https://h.example /']],
    ['misspelled', EXAMPLE, ['https://h\u200b.example', 'https://h%2eexample']],
    ['misspelled', `${EXAMPLE}:8443`, ['https://h.example:8443 ;', 'https://h.example.:8443']],
    ['misspelled', `${EXAMPLE}:8443`, ['https：／／h。example：８４４３']],
    ['misspelled', 'http://127.0.0.1:8787', ['http://127.1:8787']],
    ['credentials', EXAMPLE, ['https://user:pw@h.example', 'user:pw@h.example']],
    ['credentials', EXAMPLE, ['https://user:p/w@h.example', 'https://user:p#?w@h.example']],
    ['credentials', EXAMPLE, ['https://user:12/w@h.example', 'https://user:p@w@h.example']],
    ['credentials', `${EXAMPLE}:8443`, ['https://user@h.example:8443']],
    ['credentials', LOCAL, ['http://user:pw@localhost:8787']],
    ['port', null, ['https://h.example:0', 'https://h.example:65536', 'https://h.example:878x']],
    ['port', null, ['h.example:99999', 'https://[::1]:99999']],
    ['ipv6_brackets', 'http://localhost', ['::1']],
    ['ipv6_brackets', 'https://[2001:db8::1]', ['https://2001:db8::1']],
    ['ipv6_brackets', 'https://[2001:db8::1]:8787', ['https://2001:db8::1:8787']],
    ['path_not_used', EXAMPLE, ['https://h.example/balance/', 'https://h.example#top']],
    ['path_not_used', EXAMPLE, ['https://h.example/?login=success', 'https://h.example/@me']],
    ['path_not_used', `${EXAMPLE}:8443`, ['https://h.example:8443?x']],
  ])('is refused: %s, suggestion %s, for %j', (reason, suggestion, typed) => {
    for (const one of typed) {
      expect(parseTypedAddress(one), one).toEqual({ ok: false, reason, suggestion });
    }
  });

  test.each([
    ['balance.example.com/path', 'scheme_missing', 'https://balance.example.com'],
    ['http://balance.example.com:8080/x', 'https_needed', 'https://balance.example.com:8080'],
    ['https:/h.example\\x', 'misspelled', 'https://h.example'],
    ['https://user:pw@h.example/x?y', 'credentials', 'https://h.example'],
  ])('%j is refused, and its path is not used either: %s', (typed, reason, suggestion) => {
    expect(parseTypedAddress(typed)).toEqual({ ok: false, reason, suggestion, pathNotUsed: true });
  });

  const scheme = fc.constantFrom('https', 'https', 'http');
  const host = fc.constantFrom('h.example', 'balance.example.com', 'localhost', '192.168.1.5');
  const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: null });
  const origin = fc
    .tuple(scheme, host, port)
    .map(([s, h, p]) => `${h === 'localhost' ? s : 'https'}://${h}${p === null ? '' : `:${p}`}`)
    .map((text) => new URL(text).origin);
  const typo = fc.constantFrom<(address: string) => string>(
    (address) => address.replace('://', ':/'),
    (address) => address.replace('://', '//'),
    (address) => address.replace('://', ':\\\\'),
    (address) => address.replace('://', ':'),
    (address) => address.replace('://', '：//'),
    (address) => address.replace('http', 'htp'),
    (address) => address.replace('http', 'hpttp'),
    (address) => address.replace('http', 'htttp'),
    (address) => address.replaceAll('.', '。'),
    (address) => address.replace('://', ':// '),
    (address) => `${address}.`,
    (address) => address.replace('://', '://me:s3cret@'),
    (address) => address.toUpperCase(),
  );
  const wrapping = fc.constantFrom<(address: string) => string>(
    (address) => address,
    (address) => `${address}/path/to?it`,
    (address) => ` ${address}\u200e `,
    (address) => `<${address}>`,
    (address) => `「${address}/」。`,
  );

  test('is suggested whatever typos it has, and accepted as suggested', () => {
    fc.assert(
      fc.property(origin, fc.array(typo, { maxLength: 2 }), wrapping, (address, typos, put) => {
        const typed = put(typos.reduce((text, one) => one(text), address));
        const result = parseTypedAddress(typed);
        expect(result.ok ? result.address : result.suggestion, typed).toBe(address);
        expect(parseTypedAddress(address)).toEqual({ ok: true, address });
        expect(isAddress(address)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  const piece = fc.oneof(
    fc.constantFrom(...'http|https|:|/|//|@|.|[|]|::1|?|#| |\\|%|：|。|0x7f|-'.split('|')),
    fc.constantFrom('h.example', 'localhost', ':8787', 'user:pw@'),
    fc.string({ maxLength: 4, unit: 'grapheme' }),
  );

  test('is what was typed, or is suggested, or is refused: nothing is dropped silently', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const typed = pieces.join('');
        const result = parseTypedAddress(typed);
        const address = result.ok ? result.address : result.suggestion;
        if (address === null) return;
        expect(parseTypedAddress(address)).toEqual({ ok: true, address });
        expect(isAddress(address)).toBe(true);
        if (result.ok) expect(typed.trim()).toMatch(/^https?:\/\/[^\s/\\?#@]+[/?#]{0,2}$/iu);
      }),
      { numRuns: 2_000 },
    );
  });
});
