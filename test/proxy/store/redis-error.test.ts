import { expect, test } from 'vitest';
import { RedisError, toRedisError } from '../../../proxy/store/redis-error.ts';
import { durabilityWarnings, obstacleIn, parseInfo } from '../../../proxy/store/redis-info.ts';

/** An error of the library or of its socket. */
const error = (message: string, properties: object = {}) =>
  Object.assign(new Error(message), properties);

test.each([
  [error('NOSCRIPT no such script', { name: 'ReplyError' }), 'failed (NOSCRIPT)'],
  [error('no code', { name: 'ReplyError' }), 'refuses a command (ERR)'],
  [error('ERR unknown command', { name: 'ReplyError' }), 'refuses a command (ERR)'],
  [error('EXECABORT discarded', { name: 'ReplyError' }), 'refuses a command (EXECABORT)'],
  [error('Command timed out'), 'does not answer in time (TIMEOUT)'],
  [error('Socket timeout. Expecting data'), 'does not answer in time (TIMEOUT)'],
  [error('connect ETIMEDOUT', { code: 'ETIMEDOUT' }), 'does not answer in time (TIMEOUT)'],
  [error('connect', { code: 'ECONNREFUSED' }), 'cannot be reached (ECONNREFUSED)'],
  [error('secret', { code: 'with a secret' }), 'cannot be reached (CLOSED)'],
  [error('secret', { code: 7 }), 'cannot be reached (CLOSED)'],
  [error('Connection is closed.'), 'cannot be reached (CLOSED)'],
  [undefined, 'cannot be reached (CLOSED)'],
  [new RedisError('OOM'), 'has no memory left (OOM)'],
  [
    error('Failed to refresh slots cache.', { lastNodeError: error('timeout') }),
    'does not answer in time (TIMEOUT)',
  ],
  [
    error('Too many Cluster redirections. Last error: ReplyError: CLUSTERDOWN The cluster is down'),
    'has lost so many nodes that it serves nothing (CLUSTERDOWN)',
  ],
  [
    error('failed to connect to sentinel a:1 because NOAUTH Authentication required.'),
    'refuses the user name or password (NOAUTH)',
  ],
  [
    error('failed to connect to sentinel a:1 because Command timed out'),
    'does not answer in time (TIMEOUT)',
  ],
])('%s becomes a sentence', (cause, sentence) => {
  const { message, name } = toRedisError(cause);
  expect(name).toBe('RedisError');
  expect(message).toContain(sentence);
});

test('an error that is converted already stays as it is', () => {
  const converted = new RedisError('OOM');
  expect(toRedisError(converted)).toBe(converted);
});

test.each([
  ['aof_enabled:1', 0],
  ['aof_enabled:0', 1],
  ['maxmemory:1\r\nmaxmemory_policy:allkeys-lru', 1],
  ['maxmemory:1\r\nmaxmemory_policy:noeviction', 0],
  ['maxmemory:1', 0],
  ['maxmemory:0\r\nmaxmemory_policy:allkeys-lru', 0],
  ['maxmemory_policy:allkeys-lru', 0],
  ['# Memory\r\n\r\nos:a:b', 0],
])('%j gives %d warnings', (info, count) => {
  expect(durabilityWarnings(parseInfo(info))).toHaveLength(count);
});

test('a field of INFO may contain a colon, and lines without one are no fields', () => {
  expect([...parseInfo('# Server\r\nos:a:b\r\n')]).toEqual([['os', 'a:b']]);
});

test.each([
  ['Redis', { redis_mode: 'standalone', role: 'slave' }, undefined],
  ['Redis', { loading: '1', redis_mode: 'cluster' }, 'LOADING'],
  ['Redis', { redis_mode: 'cluster' }, 'CLUSTER'],
  ['Redis', { redis_mode: 'sentinel' }, 'SENTINEL'],
  ['Redis Cluster', { redis_mode: 'cluster' }, undefined],
  ['Redis Sentinel', { role: 'master' }, undefined],
  ['Redis Sentinel', { role: 'slave' }, 'READONLY'],
  ['Redis Sentinel', {}, undefined],
] as const)('%s with %j: %s', (kind, info, code) => {
  expect(obstacleIn(new Map(Object.entries(info)), kind)).toBe(code);
});
