import { expect, test } from 'vitest';
import { hostPattern, isAddress } from '../../../extension/domain/proxy-address.ts';

test.each([
  'https://balance.example.com',
  'http://localhost:8787',
  'http://127.0.0.1',
  'https://[::1]',
])('%j is a stored address', (address) => {
  expect(isAddress(address)).toBe(true);
});

test.each([
  'https://*.example.com',
  'https://a$b.example',
  'https://balance.example.com/',
  'https://balance.example.com/path',
  'https://me:s3cret@balance.example.com',
  'HTTPS://balance.example.com',
  'http://balance.example.com',
  'http://0.0.0.0:8787',
  'ftp://localhost',
  'balance.example.com',
  '',
  null,
])('%j is not a stored address', (address) => {
  expect(isAddress(address)).toBe(false);
});

test('an address of version 0.1.0 may end with a dot', () => {
  expect(isAddress('https://balance.example.com.')).toBe(true);
});

test('a host pattern has no port', () => {
  expect(hostPattern('http://localhost:8787')).toBe('http://localhost/*');
  expect(hostPattern('https://balance.example.com')).toBe('https://balance.example.com/*');
});
