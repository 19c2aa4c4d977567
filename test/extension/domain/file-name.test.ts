import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileName } from '../../../extension/domain/file-name.ts';

const DAY = new Date(2026, 0, 5, 23, 59).getTime();

test.each([
  [['alice', 'localhost:8787'], 'history-alice-localhost-8787-2026-01-05.csv'],
  [['wallet.example.com', 'wallet.example.com'], 'history-wallet.example.com-2026-01-05.csv'],
  [['a@b.c', '[::1]:8787'], 'history-a-b.c-1-8787-2026-01-05.csv'],
  [['备用账户', 'xn--fiqs8s.cn.'], 'history-备用账户-xn--fiqs8s.cn-2026-01-05.csv'],
  [['../../etc', '..'], 'history-etc-2026-01-05.csv'],
  [
    ['con<>:"/\\|?*\u202Egnp.', 'x'.repeat(300)],
    `history-con-gnp-${'x'.repeat(40)}-2026-01-05.csv`,
  ],
])('%j becomes %s', (parts, name) => {
  expect(fileName(['history', ...parts], DAY, 'csv')).toBe(name);
});

test('a name is short and has neither separators nor reserved characters', () => {
  const part = fc.string({ unit: 'binary', maxLength: 300 });
  fc.assert(
    fc.property(part, fc.domain(), (name, host) => {
      const file = fileName(['balance-history', name, host], DAY, 'csv');
      expect(file).toMatch(/^balance-history-[\p{L}\p{M}\p{N}.-]*2026-01-05\.csv$/u);
      expect(file).not.toMatch(/\.\./u);
      expect(new TextEncoder().encode(file).length).toBeLessThanOrEqual(255);
    }),
  );
});
