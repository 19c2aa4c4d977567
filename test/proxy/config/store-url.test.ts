import { expect, test } from 'vitest';
import { readConfig } from '../../../proxy/config/config.ts';
import { redisAddress } from '../../../proxy/config/store-url.ts';
import { WORKING_ENV } from '../../support/proxy/exit.ts';

test('the parts of STORE_URL are not changed', () => {
  const none = { username: undefined, password: undefined, database: 0, primaryName: undefined };
  const login = { username: 'me@x', password: 'p/a#s%s' };
  const text = 'me%40x:p%2Fa%23s%25s@';
  expect(redisAddress(`rediss://${text}Redis.example.com:6380/3`)).toEqual({
    ...none,
    ...login,
    kind: 'Redis',
    hosts: [{ host: 'Redis.example.com', port: 6380 }],
    tls: true,
    database: 3,
  });
  const here = { host: '::1', port: 6379 };
  const plain = { ...none, kind: 'Redis', hosts: [here], tls: false };
  expect(redisAddress('redis://[::1]')).toEqual(plain);
  expect(redisAddress(`redis-cluster://${text}a:7000,[::1]`)).toEqual({
    ...none,
    ...login,
    kind: 'Redis Cluster',
    hosts: [{ host: 'a', port: 7000 }, here],
    tls: false,
  });
  expect(redisAddress('REDISS-SENTINEL://:p@a,b:1/Main.db/3')).toEqual({
    ...none,
    kind: 'Redis Sentinel',
    hosts: [
      { host: 'a', port: 26379 },
      { host: 'b', port: 1 },
    ],
    tls: true,
    password: 'p',
    database: 3,
    primaryName: 'Main.db',
  });
});

test.each([
  ['redis://a/99', 'rediss://:password@redis.example.com:6379/0'],
  ['redis-cluster://a/0', 'rediss-cluster://:password@a.example.com:6379,b.example.com:6379'],
  [
    'redis-sentinel://a',
    'rediss-sentinel://:password@a.example.com:26379,b.example.com:26379/mymaster',
  ],
])('STORE_URL=%s is refused with an example of its kind', (url, example) => {
  const env = { ...WORKING_ENV, STORE_URL: url };
  expect(() => readConfig(env, () => '')).toThrow(`STORE_URL=${example}\n`);
});
