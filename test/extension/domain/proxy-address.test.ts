import { expect, test } from 'vitest';
import { hostPattern } from '../../../extension/domain/host-permission.ts';
import { parseUrl } from '../../../extension/domain/parse-url.ts';
import { isAddress } from '../../../extension/domain/proxy-address.ts';

test.each<[isStored: boolean, addresses: unknown[]]>([
  [true, ['https://balance.example.com', 'http://localhost:8787', 'http://127.0.0.1']],
  // Version 0.1.0 stored addresses that end with a dot.
  [true, ['https://[::1]', 'https://balance.example.com.']],
  [false, ['https://*.example.com', 'https://a$b.example', 'https://me:s3cret@h.example']],
  [false, ['https://h.example/', 'https://h.example/path', 'HTTPS://h.example', 'h.example']],
  [false, ['http://h.example', 'http://0.0.0.0:8787', 'ftp://localhost', '', null]],
])('a stored address is %s for %j', (isStored, addresses) => {
  for (const address of addresses) expect(isAddress(address), String(address)).toBe(isStored);
});

test('only text is parsed as an address', () => {
  expect(parseUrl(['https://h.example'])).toBeNull();
});

test('a host pattern has no port', () => {
  expect(hostPattern('http://localhost:8787')).toBe('http://localhost/*');
  expect(hostPattern('https://balance.example.com')).toBe('https://balance.example.com/*');
});
