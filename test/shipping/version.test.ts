import { describe, expect, test } from 'vitest';
import { MIN_PROXY_VERSION } from '../../extension/api/proxy-version.ts';
import { checkVersion } from '../../extension/build/check-version.ts';
import packageJson from '../../package.json' with { type: 'json' };
import packageLock from '../../package-lock.json' with { type: 'json' };
import { isOlder } from '../../shared/is-older.ts';

describe('the version in package.json', () => {
  test('is valid for the stores', () => {
    expect(() => checkVersion(packageJson.version)).not.toThrow();
  });

  test('equals the version in the lockfile', () => {
    expect(packageLock.version).toBe(packageJson.version);
    expect(packageLock.packages[''].version).toBe(packageJson.version);
  });

  test('is not older than the oldest proxy that the extension supports', () => {
    expect(isOlder(packageJson.version, MIN_PROXY_VERSION)).toBe(false);
  });
});

test.each(['0.1.0', '1.0.0', '10.20.30', '1.65535.0'])('stores take %s', (version) => {
  expect(() => checkVersion(version)).not.toThrow();
});

test.each([
  '1.0',
  '1.0.0.0',
  'v1.0.0',
  '1.0.0-beta.1',
  '1.0.0+build',
  '01.0.0',
  '1.0.65536',
  '0.0.0',
  '',
])('stores refuse %j, and so does the build', (version) => {
  expect(() => checkVersion(version)).toThrow(/three numbers up to 65535.* Example: 1\.2\.3/);
});
