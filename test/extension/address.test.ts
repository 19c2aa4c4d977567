import { describe, expect, test } from 'vitest';
import { hostPattern, readAddress } from '../../extension/proxy/address.ts';

describe('an address', () => {
  test.each([
    ['https://balance.example.com', 'https://balance.example.com'],
    ['  https://balance.example.com/  ', 'https://balance.example.com'],
    ['https://Balance.Example.com:8443/some/path?x=1#y', 'https://balance.example.com:8443'],
    ['https://balance.example.com:443', 'https://balance.example.com'],
    ['https://余额.example', 'https://xn--zqq199o.example'],
    ['https://192.168.1.5:8787', 'https://192.168.1.5:8787'],
    ['https://[::1]:8787', 'https://[::1]:8787'],
    ['http://localhost:8787/', 'http://localhost:8787'],
    ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ])('%j is %s', (typed, address) => {
    expect(readAddress(typed)).toEqual({ ok: true, address });
  });

  test.each([
    ['', 'not_an_address', null],
    ['   ', 'not_an_address', null],
    ['two words', 'not_an_address', null],
    ['https://', 'not_an_address', null],
    ['https://*.example.com', 'not_an_address', null],
    ['https://user:secret@balance.example.com', 'not_an_address', null],
    ['ftp://balance.example.com', 'not_an_address', null],
    ['chrome-extension://abcdefgh', 'not_an_address', null],
    ['javascript:alert(1)', 'not_an_address', null],
    ['balance.example.com', 'scheme_missing', 'https://balance.example.com'],
    ['balance.example.com/path', 'scheme_missing', 'https://balance.example.com'],
    ['localhost:8787', 'scheme_missing', 'http://localhost:8787'],
    ['http://balance.example.com', 'https_needed', 'https://balance.example.com'],
    ['http://balance.example.com:8080/x', 'https_needed', 'https://balance.example.com:8080'],
    ['http://192.168.1.5:8787', 'https_needed', 'https://192.168.1.5:8787'],
    ['http://localhost.example.com', 'https_needed', 'https://localhost.example.com'],
    ['http://127.0.0.2:8787', 'https_needed', 'http://localhost:8787'],
    ['http://[::1]', 'https_needed', 'http://localhost'],
  ])('%j is none: %s', (typed, reason, suggestion) => {
    expect(readAddress(typed)).toEqual({ ok: false, reason, suggestion });
  });

  test('whatever is suggested can be used', () => {
    for (const typed of ['example.com', '127.0.0.1:1', 'http://a.example:1', 'http://[::1]:5']) {
      const reading = readAddress(typed);
      expect(reading.ok).toBe(false);
      const suggestion = (!reading.ok && reading.suggestion) || '';
      expect(readAddress(suggestion)).toEqual({ ok: true, address: suggestion });
    }
  });

  test('is covered by a host pattern without port', () => {
    expect(hostPattern('http://localhost:8787')).toBe('http://localhost/*');
    expect(hostPattern('https://balance.example.com')).toBe('https://balance.example.com/*');
  });
});
