import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { count } from '../../../extension/entrypoints/popup/count.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

function counted(from: string, to: string) {
  const shown: string[] = [];
  const stop = count(from, to, (text) => shown.push(text));
  return { shown, stop };
}

describe('the balance', () => {
  test('counts to the new one within 300 ms, and no timer is left', () => {
    const { shown } = counted('750.00', '770.00');
    expect(shown).toEqual([]);
    vi.advanceTimersByTime(150);
    const numbers = shown.map(Number);
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect(numbers[0]).toBeGreaterThan(750);
    expect(numbers.at(-1)).toBeLessThan(770);
    vi.advanceTimersByTime(170);
    expect(shown.at(-1)).toBe('770.00');
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each([
    ['it is the same', '750.00', '750.00'],
    ['there is no number', '750.00', 'Unlimited'],
    ['the format is another', '¥750.00', '$770.00'],
    ['the size of the text is another', '999,999.99', '1,000,000,000.00'],
  ])('is there at once where %s', (_, from, to) => {
    const { shown } = counted(from, to);
    expect(shown).toEqual([to]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('ends letter for letter with the first timer of a throttled page', () => {
    const shown: string[] = [];
    const now = performance.now();
    count('750.00', '770.00', (text) => shown.push(text));
    vi.spyOn(performance, 'now').mockReturnValue(now + 1_000);
    vi.advanceTimersToNextTimer();
    expect(shown).toEqual(['770.00']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('counts on from the number in sight after another change', () => {
    const first = counted('750.00', '770.00');
    vi.advanceTimersByTime(100);
    const inSight = first.shown.at(-1) ?? '';
    first.stop();
    const second = counted(inSight, '700.00');
    vi.advanceTimersByTime(1_000);
    expect(first.shown).not.toContain('770.00');
    expect(Number(second.shown[0])).toBeLessThan(Number(inSight));
    expect(Number(second.shown[0])).toBeGreaterThan(700);
    expect(second.shown.at(-1)).toBe('700.00');
    expect(vi.getTimerCount()).toBe(0);
  });
});
