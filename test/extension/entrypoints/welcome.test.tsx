import { describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { listen } from '../../../extension/background/listeners.ts';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import type { Preferences } from '../../../extension/domain/preferences.ts';
import { PROBLEM_KINDS } from '../../../extension/domain/problems.ts';
import { SIGN_IN_ERROR_KINDS } from '../../../extension/domain/sign-in-errors.ts';
import { welcomeSteps } from '../../../extension/entrypoints/welcome/steps.ts';
import { WelcomePage } from '../../../extension/entrypoints/welcome/WelcomePage.tsx';
import { t } from '../../../extension/i18n/t.ts';
import type { Login } from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { login, NOON, PROXY } from '../../support/extension/fixtures.ts';
import {
  sessionEnded,
  signedIn,
  signedOut,
  storedAccount,
  withProblem,
} from '../../support/extension/states.ts';
import { accountItem } from '../../support/extension/stored-items.ts';
import { BROKEN_TEXT, rendered } from './rendered.ts';

setUpEnvironment();

const LOGIN: Login = login();

interface Options {
  state?: AccountState;
  granted?: boolean;
  isOnToolbar?: boolean | null;
  login?: Login | null;
  preferences?: Partial<Preferences>;
  now?: number;
}

function page(options: Options) {
  const { state = INITIAL_STATE, granted = true, isOnToolbar = true, preferences } = options;
  const { login = null, now = NOON } = options;
  const stored = { account: storedAccount(state, preferences), login };
  const shown = rendered(<WelcomePage {...{ stored, granted, isOnToolbar, now }} />);
  return {
    ...shown,
    progress: shown.all(/<p class="progress"[^>]*>(.*?)<\/p>/gsu),
    current: shown.all(/<li[^>]*aria-current="step"[^>]*>.*?<h2>(.*?)<\/h2>/gsu),
  };
}

const HIDDEN = { state: signedIn(), preferences: { hidden: true } };

const EVERY: [string, Options][] = [
  ['nothing is known', {}],
  ['no access', { granted: false, state: withProblem(INITIAL_STATE, 'permission_missing') }],
  ['signed out', { state: signedOut() }],
  ['signing in', { state: signedOut(), login: LOGIN }],
  ['session ended', { state: sessionEnded }],
  ['signed in', { state: signedIn() }],
  ['hidden', HIDDEN],
  ...SIGN_IN_ERROR_KINDS.map((kind): [string, Options] => [kind, { state: signedOut(kind) }]),
  ...PROBLEM_KINDS.flatMap((kind): [string, Options][] => [
    [`${kind}, new`, { state: withProblem(INITIAL_STATE, kind) }],
    [`${kind}, signed in`, { state: withProblem(signedIn(), kind) }],
  ]),
];

test.each(EVERY)('has one heading, one main and three steps with progress: %s', (_, options) => {
  for (const language of ['en', 'zh_CN'] as const) {
    resetBrowser(language);
    const { headings, mains, text, progress, current, buttons, ids } = page(options);
    expect(headings).toHaveLength(1);
    expect(mains).toBe(1);
    expect(progress).toHaveLength(3);
    expect(new Set(buttons).size).toBe(buttons.length);
    const [save, change, close = ''] =
      language === 'en'
        ? ['Save', 'Change address', 'You can close this page']
        : ['保存', '更改地址', '你可以关闭此页面'];
    // Steps that need nothing come first, then the current one, then the later ones.
    const order = [t('stepDone'), t('stepUnchecked'), t('stepNow'), t('stepLater')];
    expect(progress).toEqual(progress.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(current).toHaveLength(progress.every((one) => one === t('stepDone')) ? 0 : 1);
    expect(text.includes(close)).toBe(current.length === 0);
    expect(buttons).toContain(progress[0] === t('stepNow') ? save : change);
    expect(text).not.toMatch(BROKEN_TEXT);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

describe('the steps', () => {
  const LABELS = {
    done: 'Done',
    unchecked: 'Not checked yet',
    changing: 'Changing',
    now: 'Now',
    later: 'Later',
    optional: 'Optional',
  };
  const without = (kind: Parameters<typeof withProblem>[1]) => withProblem(INITIAL_STATE, kind);
  test.each<[string, AccountState, steps: string, button?: string, granted?: boolean]>([
    ['of a new installation', INITIAL_STATE, 'now later later'],
    ['without access', without('permission_missing'), 'unchecked now later', 'Allow access', false],
    ['without access, signed out', signedOut(), 'unchecked now later', 'Allow access', false],
    ['without access, signed in', signedIn(), 'unchecked now later', 'Allow access', false],
    ['while nothing responds', without('unreachable'), 'now later later'],
    ['while something else responds', without('something_else'), 'now later later'],
    ['of a user without proxy', withProblem(signedIn(), 'unreachable'), 'now later later'],
    ['once the proxy responds', signedOut(), 'done done now', 'Sign in'],
    ['without the platform', without('platform_unavailable'), 'done done now', 'Sign in'],
    ['after the session', sessionEnded, 'done done now', 'Sign in'],
    ['of a signed-in user', signedIn(), 'done done done'],
  ])('%s', (_, state, steps, button, granted = true) => {
    const { address, access, signIn } = welcomeSteps(state, granted);
    expect([address, access, signIn].join(' ')).toBe(steps);
    const shown = page({ state, granted });
    expect(shown.progress).toEqual([address, access, signIn].map((step) => LABELS[step]));
    const ofAddress = address === 'now' ? 'Save' : 'Change address';
    expect(shown.buttons).toEqual(button ? [ofAddress, button] : [ofAddress]);
    expect(shown.text.includes(t('welcomeDoneTitle'))).toBe(steps === 'done done done');
    // What comes next is the only primary action.
    expect(shown.primary).toEqual(steps.includes('now') ? [button ?? 'Save'] : []);
    expect(shown.current).toHaveLength(steps.includes('now') ? 1 : 0);
  });

  const DECLINED = { state: signedOut('access_denied') };
  test.each<[string, Options, string]>([
    ['a sign-in in progress', { state: signedOut(), login: LOGIN }, 'Finish signing in'],
    ['a recent sign-in error', DECLINED, 'You did not allow access'],
    [
      'a failed login window',
      { ...DECLINED, login: { ...LOGIN, failed: true } },
      'You did not allow access',
    ],
    ['an ended session', { state: sessionEnded }, 'Your session has ended'],
    ['a problem', { state: without('platform_unavailable') }, 'The platform is not available'],
  ])('report %s', (_, options, text) => {
    expect(page(options).text).toContain(text);
  });

  test('do not report an old sign-in error', () => {
    expect(page({ ...DECLINED, now: NOON + 31 * 60_000 }).text).not.toContain('did not allow');
  });

  test('have the address in use in the field', () => {
    expect(page({}).html).toContain(`value="${PROXY}"`);
  });
});

test.each([
  [true, 'welcomeDonePinned', false],
  [false, 'welcomePinLeft', true],
  [null, 'welcomeDone', true],
] as const)('the place of the button, if the browser says %j', (isOnToolbar, text, explains) => {
  const shown = page({ state: signedIn(), isOnToolbar });
  expect(shown.text).toContain(t(text));
  expect(shown.text.includes(t('welcomePinHeading'))).toBe(explains);
  // Something is left as long as the button is not there.
  expect(shown.text.includes(t('welcomeDoneTitle'))).toBe(isOnToolbar !== false);
  expect(shown.current).toEqual(isOnToolbar === false ? [t('welcomePinHeading')] : []);
  expect(shown.text.includes('You can close this page')).toBe(isOnToolbar !== false);
});

test.each<[string, Options, string]>([
  ['the address', {}, 'A few short steps to your balance.'],
  ['the access', { granted: false }, 'Next: allow access.'],
  ['the sign-in', { state: signedOut(), isOnToolbar: false }, 'Next: sign in.'],
])('the text at the top names the remaining step: %s', (_, options, left) => {
  const { text, current } = page(options);
  expect(text).toContain(`${t('welcomeTitle')} ${left}`);
  expect(current).toHaveLength(1);
});

test.each<[string, Options, string]>([
  ['not there', { isOnToolbar: false }, 'Later'],
  ['not there, with nothing else left', { state: signedIn(), isOnToolbar: false }, 'Now'],
  ['perhaps there', { isOnToolbar: null }, 'Optional'],
  ['perhaps there, with nothing else left', { state: signedIn(), isOnToolbar: null }, 'Optional'],
])('to pin the button is the fourth step if it is %s', (_, options, expected) => {
  const { all, progress } = page(options);
  expect(all(/<h2>(.*?)<\/h2>/gsu)).toHaveLength(4);
  expect(all(/<h2>(.*?)<\/h2>/gsu)[3]).toBe(t('welcomePinHeading'));
  expect(progress[3]).toBe(expected);
});

test('an address without access is not said to answer', () => {
  const { text } = page({ state: INITIAL_STATE, granted: false });
  expect(text).not.toContain('8787 answers.');
  expect(text).toContain('checked once the browser allows access');
  expect(text).toContain('This comes after you allow access.');
});

test.each([
  ['en', 'again from the settings, under “First steps”.', 'settings'],
  ['zh_CN', '之后可从设置的“入门指引”中再次打开', '设置'],
] as const)('the sentence about the settings links to them: %s', (language, sentence, link) => {
  resetBrowser(language);
  const { html, text } = page({});
  expect(html).toMatch(new RegExp(`<a href="[^"]*/options\\.html">${link}</a>`, 'u'));
  expect(text.replace(/\s+/gu, '')).toContain(sentence.replace(/\s+/gu, ''));
});

describe('the balance', () => {
  test('is shown as the platform formats it, with the user', () => {
    const { text } = page({ state: signedIn({ balance_formatted: '¥1,234.50' }) });
    expect(text).toContain('Your balance user123 ¥1,234.50 Updated just now');
    expect(text).toContain('You are signed in as user123.');
  });

  test('has its time if it is stale or there is a problem', () => {
    const stale = page({ state: signedIn(), now: NOON + 61_000 });
    expect(stale.text).toMatch(/750\.00 As of \d\d:\d\d/u);
    expect(page({ state: withProblem(signedIn(), 'unreachable') }).text).toMatch(/750\.00 As of/u);
  });

  test.each<[string, Options]>([
    ['before the sign-in', {}],
    ['signed out', { state: signedOut() }],
    ['after the session', { state: sessionEnded }],
    ['hidden', HIDDEN],
  ])('is not shown: %s', (_, options) => {
    expect(page(options).text).not.toContain('750');
  });

  test('has a button if it is hidden', () => {
    expect(page(HIDDEN).buttons).toContain('Show balance');
  });
});

test.each([
  ['install', [expect.stringMatching(/^chrome-extension:\/\/[^/]+\/welcome\.html$/u)]],
  ['update', []],
])('the pages that open at %s', { timeout: 30_000 }, async (reason, pages) => {
  const create = vi.spyOn(fakeBrowser.tabs, 'create');
  listen(env.background);
  await fakeBrowser.runtime.onInstalled.trigger({ reason } as never);
  await expect.poll(() => accountItem.get(), { timeout: 20_000 }).toEqual(signedOut());
  await expect.poll(() => create.mock.calls.map(([{ url }]) => url)).toEqual(pages);
});
