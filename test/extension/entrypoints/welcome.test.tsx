import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../extension/domain/preferences.ts';
import { PROBLEM_KINDS } from '../../../extension/domain/problems.ts';
import { SIGN_IN_ERROR_KINDS } from '../../../extension/domain/sign-in-errors.ts';
import { PinPanel } from '../../../extension/entrypoints/welcome/PinPanel.tsx';
import { type Progress, stepsOf } from '../../../extension/entrypoints/welcome/steps.ts';
import { readWelcome } from '../../../extension/entrypoints/welcome/stored-items.ts';
import { WelcomePage } from '../../../extension/entrypoints/welcome/Welcome.tsx';
import {
  accountItem,
  addressItem,
  type Login,
  loginItem,
} from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  errorReply,
  json,
  login,
  NOON,
  PROXY,
} from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

beforeEach(() => {
  resetBrowser();
});

const SIGNED_OUT: AccountState = { phase: 'signed_out', signInError: null, problem: null };
const ADA: AccountState = { phase: 'signed_in', account: account(), problem: null };
const ENDED: AccountState = {
  phase: 'session_ended',
  account: account(),
  signInError: null,
  problem: null,
};
const LOGIN: Login = login();

const withTrouble = (state: AccountState, kind: (typeof PROBLEM_KINDS)[number]): AccountState => ({
  ...state,
  problem: { kind, at: NOON, retryAt: null },
});

interface Shown {
  state?: AccountState;
  granted?: boolean;
  login?: Login | null;
  preferences?: Partial<Preferences>;
  now?: number;
}

/** What a person gets from the page. */
function page({
  state = INITIAL_STATE,
  granted = true,
  login = null,
  preferences,
  now = NOON,
}: Shown) {
  const stored = {
    address: PROXY,
    state,
    login,
    preferences: { ...DEFAULT_PREFERENCES, ...preferences },
  };
  const html = renderToStaticMarkup(<WelcomePage stored={stored} granted={granted} now={now} />);
  const text = (part: string) =>
    part
      .replace(/<[^>]+>/gu, ' ')
      .replace(/\s+/gu, ' ')
      .trim();
  const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, part = '']) => text(part));
  return {
    html,
    text: text(html),
    progress: all(/<p class="progress"[^>]*>(.*?)<\/p>/gsu),
    buttons: all(/<button[^>]*>(.*?)<\/button>/gsu),
    current: all(/<li[^>]*aria-current="step"[^>]*>.*?<h2>(.*?)<\/h2>/gsu),
  };
}

const every: [string, Shown][] = [
  ['nothing is known', {}],
  [
    'access is not allowed',
    { granted: false, state: withTrouble(INITIAL_STATE, 'permission_missing') },
  ],
  ['signed out', { state: SIGNED_OUT }],
  ['signing in', { state: SIGNED_OUT, login: LOGIN }],
  ['session ended', { state: ENDED }],
  ['signed in', { state: ADA }],
  ['hidden', { state: ADA, preferences: { hidden: true } }],
  ...SIGN_IN_ERROR_KINDS.map((kind): [string, Shown] => [
    kind,
    { state: { ...SIGNED_OUT, signInError: { kind, at: NOON } } as AccountState },
  ]),
  ...PROBLEM_KINDS.flatMap((kind): [string, Shown][] => [
    [`${kind}, new`, { state: withTrouble(INITIAL_STATE, kind) }],
    [`${kind}, signed in`, { state: withTrouble(ADA, kind) }],
  ]),
];

describe('the page has one heading, one main and three steps with their states', () => {
  test.each(every)('%s', (_, shown) => {
    for (const language of ['en', 'zh_CN'] as const) {
      resetBrowser(language);
      const { html, text, progress, current, buttons } = page(shown);
      expect(html.match(/<h1/gu)).toHaveLength(1);
      expect(html.match(/<main/gu)).toHaveLength(1);
      expect(progress).toHaveLength(3);
      expect(current.length).toBeLessThanOrEqual(1);
      expect(new Set(buttons).size).toBe(buttons.length);
      expect(buttons).toContain(language === 'en' ? 'Save' : '保存');
      expect(text).not.toMatch(/\$|undefined|null|NaN|\[object/u);
      const ids = [...html.matchAll(/ id="([^"]+)"/gu)].map(([, id]) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });
});

describe('the way from a new installation to the balance', () => {
  test.each<[string, AccountState, boolean, [Progress, Progress, Progress], string[]]>([
    ['begins with the check', INITIAL_STATE, true, ['now', 'done', 'later'], ['Save']],
    [
      'waits for access where the browser did not give it',
      withTrouble(INITIAL_STATE, 'permission_missing'),
      false,
      ['later', 'now', 'later'],
      ['Save', 'Allow access'],
    ],
    [
      'stays at the address while nothing answers',
      withTrouble(INITIAL_STATE, 'unreachable'),
      true,
      ['now', 'done', 'later'],
      ['Save'],
    ],
    [
      'stays at the address where something else answers',
      withTrouble(INITIAL_STATE, 'something_else'),
      true,
      ['now', 'done', 'later'],
      ['Save'],
    ],
    ['goes on to signing in', SIGNED_OUT, true, ['done', 'done', 'now'], ['Save', 'Sign in']],
    [
      'can be tried where the proxy answers, but its platform does not',
      withTrouble(INITIAL_STATE, 'platform_unavailable'),
      true,
      ['done', 'done', 'now'],
      ['Save', 'Sign in'],
    ],
    ['can be gone again', ENDED, true, ['done', 'done', 'now'], ['Save', 'Sign in']],
    ['ends signed in', ADA, true, ['done', 'done', 'done'], ['Save']],
    [
      'is still behind a user whose proxy is down',
      withTrouble(ADA, 'unreachable'),
      true,
      ['now', 'done', 'done'],
      ['Save'],
    ],
  ])('%s', (_, state, granted, steps, buttons) => {
    const { address, access, signIn } = stepsOf(state, granted);
    expect([address, access, signIn]).toEqual(steps);
    const shown = page({ state, granted });
    const words = { done: 'Done', now: 'Next', later: 'Later' };
    expect(shown.progress).toEqual(steps.map((step) => words[step]));
    expect(shown.buttons).toEqual(buttons);
    expect(shown.current).toHaveLength(steps.includes('now') ? 1 : 0);
  });

  test('says what is the matter with signing in', () => {
    expect(page({ state: SIGNED_OUT, login: LOGIN }).text).toContain('Finish signing in');
    const declined: AccountState = {
      ...SIGNED_OUT,
      signInError: { kind: 'access_denied', at: NOON },
    } as AccountState;
    expect(page({ state: declined }).text).toContain('Access was declined');
    expect(page({ state: declined, now: NOON + 31 * 60_000 }).text).not.toContain('declined');
    expect(page({ state: declined, login: { ...LOGIN, failed: true } }).text).toContain('declined');
    expect(page({ state: ENDED }).text).toContain('Your session has ended');
    expect(page({ state: withTrouble(SIGNED_OUT, 'platform_unavailable') }).text).toContain(
      'The platform is not available',
    );
  });

  test('has the address in use in its field', () => {
    expect(page({}).html).toContain(`value="${PROXY}"`);
  });
});

describe('the balance at the end', () => {
  test('stands there letter for letter, with who is signed in', () => {
    const state: AccountState = { ...ADA, account: account({ balance_formatted: '¥1,234.50' }) };
    const { text } = page({ state });
    expect(text).toContain('Your balance ¥1,234.50 Updated just now');
    expect(text).toContain('You are signed in as user123.');
  });

  test('has its time where it is old or something is in the way', () => {
    expect(page({ state: ADA, now: NOON + 61_000 }).text).toMatch(/750\.00 As of \d\d:\d\d/u);
    expect(page({ state: withTrouble(ADA, 'unreachable') }).text).toMatch(/750\.00 As of/u);
  });

  test('is not there before, after the session, nor while it is hidden', () => {
    for (const shown of [
      {},
      { state: SIGNED_OUT },
      { state: ENDED },
      { state: ADA, preferences: { hidden: true } },
    ]) {
      expect(page(shown).text).not.toContain('750');
    }
    expect(page({ state: ADA, preferences: { hidden: true } }).text).toContain('“Show balance”');
  });

  test.each([
    ['Firefox/142.0', 'Pin to Toolbar'],
    ['Chrome/140.0 Safari/537.36 Edg/140.0', 'the eye beside'],
    ['Chrome/140.0 Safari/537.36', 'the pin beside'],
  ])('comes with the way to pin it in %s', (userAgent, words) => {
    expect(renderToStaticMarkup(<PinPanel userAgent={userAgent} />)).toContain(words);
  });

  test('a name from the platform is text, never markup', () => {
    const state: AccountState = { ...ADA, account: account({ username: '<b>Ada</b>' }) };
    expect(page({ state }).html).toContain('&lt;b&gt;Ada');
  });
});

test('the page begins with what storage and the browser hold', async () => {
  await accountItem.set(ADA);
  await loginItem.set(LOGIN);
  const first = await readWelcome();
  expect(first).toEqual({
    stored: { address: PROXY, state: ADA, login: LOGIN, preferences: DEFAULT_PREFERENCES },
    granted: true,
  });
  await addressItem.set('https://balance.example.com');
  expect((await readWelcome()).granted).toBe(false);
});

describe('a new installation', { timeout: 30_000 }, () => {
  /** Gives the pages that are opened while the background hears of it and looks at the balance. */
  async function installed(reason: 'install' | 'update' | 'chrome_update') {
    const env = createTestEnvironment();
    env.routes['GET /api/user/info'] = () => errorReply('not_authenticated');
    const create = vi.spyOn(fakeBrowser.tabs, 'create');
    onTestFinished(() => create.mockRestore());
    listen(env.background);
    await fakeBrowser.runtime.onInstalled.trigger({ reason } as never);
    await expect.poll(() => accountItem.get(), { timeout: 20_000 }).toEqual(SIGNED_OUT);
    return create.mock.calls.map(([{ url }]) => url);
  }

  test('opens the page once', async () => {
    const page = expect.stringMatching(/^chrome-extension:\/\/[^/]+\/welcome\.html$/u);
    expect(await installed('install')).toEqual([page]);
  });

  test.each(['update', 'chrome_update'] as const)('an %s opens nothing', async (reason) => {
    expect(await installed(reason)).toEqual([]);
  });
});

test('opened again by someone signed in, the page brings the balance up to date', async () => {
  const env = createTestEnvironment();
  await accountItem.set(ADA);
  env.routes['GET /api/user/info'] = () => json(200, account({ balance_formatted: '9.50' }));
  await env.run('popup_opened');
  const state = await accountItem.get();
  expect(page({ state }).text).toContain('9.50');
});
