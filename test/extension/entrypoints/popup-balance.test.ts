import { beforeEach, describe, expect, test } from 'vitest';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { PROBLEM_KINDS } from '../../../extension/domain/problems.ts';
import { ownerOf } from '../../../extension/domain/usage/history.ts';
import { balanceSize } from '../../../extension/entrypoints/popup/balance-size.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { account, NOON } from '../../support/extension/fixtures.ts';
import { sessionEnded, signedIn, signedOut, withProblem } from '../../support/extension/states.ts';
import { seen, NOON as USAGE_NOON } from '../domain/usage-samples.ts';
import { type PopupOptions, popup } from './rendered.ts';

beforeEach(() => resetBrowser());

describe('a hidden balance', () => {
  const state = signedIn({ balance_formatted: '¥750.00' });

  test.each([
    ['en', 'Hide balance', 'Show balance', 'Balance hidden'],
    ['zh_CN', '隐藏余额', '显示余额', '余额已隐藏'],
  ] as const)('is one click away in either direction: %s', (language, hide, show, isHidden) => {
    resetBrowser(language);
    const shown = popup(state, { credit: '+20.00' });
    expect(shown.buttons).toContain(hide);
    expect(shown.text).toContain('¥750.00');
    const hidden = popup(state, { credit: '+20.00', hidden: true });
    expect(hidden.buttons).toContain(show);
    expect(hidden.buttons).not.toContain(hide);
    expect(hidden.text).toContain(isHidden);
    expect(hidden.text).not.toMatch(/750|250,000|¥|20\.00/u);
  });

  test('keeps its time', () => {
    expect(popup(state, { now: NOON + 61_000, hidden: true }).text).toContain('As of 14:05');
  });

  test.each([true, false])('has no button without a balance: hidden %s', (hidden) => {
    expect(popup(INITIAL_STATE, { hidden }).buttons).toEqual(['Settings']);
    expect(popup(signedOut(), { hidden }).buttons).toEqual(['Settings', 'Sign in']);
  });
});

describe('the balance', () => {
  const { used_quota: _, quota: __, ...uncounted } = account();
  const LARGE = '12345678901234567890';
  const CREDIT = { credit: '+20.00' };

  test.each<[string, string, AccountState, PopupOptions?]>([
    ['as the platform formats it', '¥1,234.50', signedIn({ balance_formatted: '¥1,234.50' })],
    ['as low', 'It is below 1000.00. Top up', signedIn(), { threshold: 1000 }],
    [
      'as low, hidden',
      'below the amount that you set',
      signedIn(),
      { threshold: 1000, hidden: true },
    ],
    [
      'with an awaited credit',
      'Balance Waiting for your top-up',
      signedIn(),
      { isCreditAwaited: true },
    ],
    ['with user', 'user123 user@example.com', signedIn()],
    ['with the usage', 'Used 250.00', signedIn()],
    ['with the usage in units', 'Used 250,000 units', signedIn({ quota: 999_000 })],
    ['with the credit', 'Balance Top-up arrived: +20.00 750.00', signedIn(), CREDIT],
    ['with all digits', 'Used 12,345,678,901,234,567,890 units', signedIn({ used_quota: LARGE })],
  ])('is shown %s', (_, text, state, options) => {
    expect(popup(state, options).text).toContain(text);
  });

  test('is shown without a credit or usage if there is none', () => {
    const { text } = popup({ ...signedIn(), account: uncounted } as AccountState);
    expect(text).not.toMatch(/Top-up arrived|Used [\d,]+ units|undefined|NaN/u);
  });

  test('has its time if it is older than a minute or there is a problem', () => {
    const now = NOON + 61_000;
    expect(popup(signedIn()).text).not.toContain('14:05');
    expect(popup(signedIn(), { now }).text).toContain('As of 14:05');
    expect(popup(signedIn({ status: 2 }), { now }).text).toContain('As of 14:05');
    expect(popup(sessionEnded).text).toContain('As of 14:05');
    for (const kind of PROBLEM_KINDS) {
      expect(popup(withProblem(signedIn(), kind)).text, kind).toContain('750.00 As of 14:05');
    }
  });

  test('is shown before the history is read, without anything that the history could change', () => {
    const early = popup(signedIn(), { isHistoryRead: false });
    expect(early.text).toContain('750.00 Updated just now');
    expect(early.text).not.toMatch(/Used [\d,]|forecast|chart|left/u);
    expect(early.buttons).toEqual(popup(signedIn()).buttons);
    expect(early.html).toContain('<p class="forecast">');
    expect(early.html).toContain('class="usage" aria-busy="true"');
  });

  test('is hidden before the history is read, with the text that stays', () => {
    const options = { hidden: true, isHistoryRead: false };
    expect(popup(signedIn(), options).html).toBe(popup(signedIn(), { hidden: true }).html);
  });

  test('has a smaller font the longer it is', () => {
    const balances = ['750.00', '¥1,234,567.89', '12,345,678,901.23', 'x'.repeat(60)];
    expect(balances.map(balanceSize)).toEqual(['xl', 'l', 'm', 's']);
    expect(balanceSize('七百五十元整七百五')).toBe('m');
  });
});

test('a username is text, never markup', () => {
  const { html } = popup(signedIn({ username: '<img src=x onerror=alert(1)>' }));
  expect(html).not.toContain('<img src=x');
  expect(html).toContain('&lt;img src=x');
});

describe('the forecast', () => {
  const { owner, ...rest } = seen('72 100.00 0; 48 90.00 1000; 24 88.00 1200; 0 87.00 1300');
  const history = { ...rest, owner: ownerOf(account()) };
  const shown = (options: PopupOptions, state = signedIn({ balance_formatted: '87.00' })) =>
    popup(state, { now: USAGE_NOON, history, ...options });

  test('stands beside the balance with its range, and not while amounts are hidden', () => {
    const { text, html } = shown({});
    expect(text).toContain('About 20 days left Between 8 days and 87 days');
    expect(html).toMatch(/title="The balance divided by [^"]*\. Between 8 days and 87 days[^"]*"/u);
    expect(html).toContain('class="forecast"');
    expect(shown({ hidden: true }).html).not.toMatch(/days left|Between/u);
  });

  test('is a warning below three days', () => {
    const { html } = shown({}, signedIn({ balance_formatted: '9.00' }));
    expect(html).toContain('class="forecast warning"');
  });

  test('is left out while the balance may be old, and for the history of another account', () => {
    expect(shown({}, withProblem(signedIn(), 'unreachable')).text).not.toContain('days left');
    expect(shown({ history: { ...history, owner } }).text).not.toContain('days left');
  });

  test.each([
    ['Unlimited', 'No number, so no estimate'],
    ['-12.40', 'Nothing left'],
    ['43.50', 'About 10 days left'],
  ])('is that of the shown balance, not that of the newest sample: %s', (balance, text) => {
    expect(shown({}, signedIn({ balance_formatted: balance })).text).toContain(text);
  });
});

test.each([
  ['en', 'As the platform writes it', 'When the platform', 'How far the balance has risen'],
  ['zh_CN', '平台给出的原文', '平台报告此余额的时间', '余额增加的数额'],
] as const)('each figure of the card says on hover what it is: %s', (language, ...texts) => {
  resetBrowser(language);
  const { html } = popup(signedIn(), { credit: '+20.00' });
  const titles = [...html.matchAll(/ title="([^"]*)"/gu)].map(([, title]) => title).join('|');
  for (const text of texts) expect(titles).toContain(text);
});

describe('what is shown as used', () => {
  test.each([
    ['an amount', signedIn(), 'at the price that quota and balance show'],
    ['units', signedIn({ quota: 999_000 }), 'in its own units'],
  ])('says on hover how it comes about: %s', (_, state, text) => {
    expect(/id="used" title="([^"]*)"/u.exec(popup(state).html)?.[1]).toContain(text);
  });
});
