import { renderToStaticMarkup } from 'react-dom/server';
import { beforeEach, describe, expect, test } from 'vitest';
import type { SaveResult } from '../../../extension/background/save-address.ts';
import { verdictOnResult } from '../../../extension/components/address-messages.ts';
import { type AccountState, INITIAL_STATE } from '../../../extension/domain/account-state.ts';
import { accountStatus } from '../../../extension/domain/account-status.ts';
import { problemOccurred } from '../../../extension/domain/account-transitions.ts';
import type { DetectedServer } from '../../../extension/domain/detected-server.ts';
import { DEFAULT_PREFERENCES } from '../../../extension/domain/preferences.ts';
import { PROBLEM_KINDS } from '../../../extension/domain/problems.ts';
import { SIGN_IN_ERROR_KINDS } from '../../../extension/domain/sign-in-errors.ts';
import type { Acting } from '../../../extension/entrypoints/popup/actions.ts';
import { balanceSize } from '../../../extension/entrypoints/popup/balance-size.ts';
import { PopupScreen } from '../../../extension/entrypoints/popup/Popup.tsx';
import { type Scene, screenOf } from '../../../extension/entrypoints/popup/view.ts';
import { messageText, t } from '../../../extension/i18n/t.ts';
import { account, NOON, PROXY } from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

const acting: Acting = {
  busy: null,
  brokeDown: false,
  act: () => undefined,
  hide: () => undefined,
  open: () => undefined,
};

const scene: Scene = {
  address: PROXY,
  extensionOrigin: 'chrome-extension://abc',
  now: NOON,
  clock: (at) => new Date(at).toISOString().slice(11, 16),
  hidden: false,
  rise: null,
  signedInBefore: false,
};

/** What a person gets from a page: text, headings, button names. */
function seen(html: string) {
  const text = (part: string) =>
    part
      .replace(/<[^>]+>/gu, ' ')
      .replaceAll('&#x27;', "'")
      .replaceAll('&amp;', '&')
      .replace(/\s+/gu, ' ')
      .trim();
  const buttons = [...html.matchAll(/<button([^>]*)>(.*?)<\/button>/gsu)].map(
    ([, attributes = '', content = '']) =>
      /aria-label="([^"]*)"/u.exec(attributes)?.[1] ?? text(content),
  );
  const strong = [...html.matchAll(/<button[^>]*class="button strong"[^>]*>(.*?)<\/button>/gsu)];
  return {
    text: text(html),
    headings: [...html.matchAll(/<h1[^>]*>(.*?)<\/h1>/gsu)].map(([, content = '']) =>
      text(content),
    ),
    mains: html.split('<main').length - 1,
    buttons,
    strong: strong.map(([, content = '']) => text(content)),
  };
}

function popup(
  state: AccountState,
  signingIn = false,
  now = NOON,
  { threshold = null, ...parts }: Partial<Scene> & { threshold?: number | null } = {},
) {
  const there = { ...scene, now, ...parts };
  const screen = screenOf(accountStatus(state, { threshold }, signingIn, now), there);
  return seen(
    renderToStaticMarkup(
      <PopupScreen screen={screen} scene={there} acting={acting} history={null} />,
    ),
  );
}

const having = (parts: Parameters<typeof account>[0] = {}): AccountState => ({
  phase: 'signed_in',
  account: account(parts),
  problem: null,
});
const signedOut = (signInError: (typeof SIGN_IN_ERROR_KINDS)[number] | null): AccountState => ({
  phase: 'signed_out',
  signInError: signInError && { kind: signInError, at: NOON },
  problem: null,
});
const withTrouble = (state: AccountState, kind: (typeof PROBLEM_KINDS)[number]): AccountState => ({
  ...state,
  problem: { kind, at: NOON, retryAt: null },
});

/** The problem has come up twice in a row. */
const again = (state: AccountState, kind: (typeof PROBLEM_KINDS)[number]): AccountState => {
  const problem = { kind, at: NOON, retryAt: null };
  return problemOccurred(problemOccurred(state, problem), problem);
};

beforeEach(() => {
  resetBrowser();
});

const every: [string, AccountState, boolean, number?][] = [
  ['signed out', signedOut(null), false],
  ['signing in', signedOut(null), true],
  [
    'signing in again',
    { ...having(), phase: 'session_ended', signInError: null } as AccountState,
    true,
  ],
  ['fresh', having(), false],
  ['stale', having({ as_of: NOON / 1000 - 3600 }), false],
  ['low', having(), false, 1000],
  ['unlimited', having({ balance_formatted: 'Unlimited' }), false],
  ['negative', having({ balance_formatted: '-3.40' }), false],
  ['disabled', having({ status: 2 }), false],
  [
    'session ended',
    { ...having(), phase: 'session_ended', signInError: null } as AccountState,
    false,
  ],
  ...SIGN_IN_ERROR_KINDS.map((kind): [string, AccountState, boolean] => [
    kind,
    signedOut(kind),
    false,
  ]),
  ...PROBLEM_KINDS.flatMap((kind): [string, AccountState, boolean][] => [
    [`${kind}, with an account`, withTrouble(having(), kind), false],
    [`${kind}, without`, withTrouble(INITIAL_STATE, kind), false],
  ]),
];

describe('every screen has one heading, one main, settings and one way out', () => {
  test.each(every)('%s', (_, state, signingIn, threshold = undefined) => {
    for (const language of ['en', 'zh_CN'] as const) {
      resetBrowser(language);
      const screen = popup(state, signingIn, NOON, { threshold: threshold ?? null });
      expect(screen.headings).toHaveLength(1);
      expect(screen.headings[0]).not.toBe('');
      expect(screen.mains).toBe(1);
      expect(screen.strong).toHaveLength(1);
      expect(new Set(screen.buttons).size).toBe(screen.buttons.length);
      expect(screen.buttons).toContain(language === 'en' ? 'Settings' : '设置');
      expect(screen.text).not.toMatch(/\$|undefined|null|NaN|\[object/u);
    }
  });

  test('and says something that no other one says', () => {
    const texts = [
      ...SIGN_IN_ERROR_KINDS.map(signedOut),
      ...PROBLEM_KINDS.map((k) => withTrouble(INITIAL_STATE, k)),
    ].map((state) => popup(state).text);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('the way out', () => {
  test.each<[string, AccountState, string, string[]]>([
    ['signed out', signedOut(null), 'Sign in', []],
    ['fresh', having(), 'Top up', ['Refresh balance', 'Sign out']],
    ['negative', having({ balance_formatted: '-1' }), 'Top up', ['Refresh balance', 'Sign out']],
    ['unlimited', having({ balance_formatted: '∞' }), 'Top up', ['Refresh balance', 'Sign out']],
    ['disabled', having({ status: 2 }), 'Refresh balance', ['Top up', 'Sign out']],
    [
      'session ended',
      { phase: 'session_ended', account: account(), signInError: null, problem: null },
      'Sign in',
      ['Sign out'],
    ],
    ['permission', withTrouble(having(), 'permission_missing'), 'Allow access', []],
    ['proxy down', withTrouble(having(), 'unreachable'), 'Refresh balance', ['Top up', 'Sign out']],
    ['proxy down, no account', withTrouble(INITIAL_STATE, 'unreachable'), 'Try again', []],
    [
      'not the proxy',
      withTrouble(having(), 'something_else'),
      'Check proxy address',
      ['Refresh balance', 'Sign out'],
    ],
    [
      'a sign-in page in between',
      withTrouble(having(), 'intercepted'),
      'Open in a tab',
      ['Refresh balance', 'Sign out'],
    ],
    [
      'a sign-in page in between, no account',
      withTrouble(INITIAL_STATE, 'intercepted'),
      'Open in a tab',
      [],
    ],
    [
      'web server alone',
      withTrouble(having(), 'proxy_down'),
      'Refresh balance',
      ['Top up', 'Sign out'],
    ],
    ['web server alone, no account', withTrouble(INITIAL_STATE, 'proxy_down'), 'Try again', []],
    [
      'too many cookies',
      withTrouble(having(), 'too_many_cookies'),
      'Refresh balance',
      ['Top up', 'Sign out'],
    ],
    [
      'platform error',
      withTrouble(having(), 'platform_error'),
      'Refresh balance',
      ['Top up', 'Sign out'],
    ],
    [
      'platform error, again',
      again(having(), 'platform_error'),
      'Refresh balance',
      ['Sign in', 'Top up', 'Sign out'],
    ],
    [
      'platform error, again, no account',
      again(INITIAL_STATE, 'platform_error'),
      'Try again',
      ['Sign in'],
    ],
    [
      'proxy down, again',
      again(having(), 'unreachable'),
      'Refresh balance',
      ['Top up', 'Sign out'],
    ],
    [
      'sign-out failed',
      withTrouble(having(), 'sign_out_failed'),
      'Sign out',
      ['Top up', 'Refresh balance'],
    ],
    [
      'sign-out refused',
      withTrouble(having(), 'sign_out_refused'),
      'Sign out',
      ['Top up', 'Refresh balance'],
    ],
  ])('%s: %s', (kind, state, strong, quiet) => {
    const screen = popup(state);
    expect(screen.strong).toEqual([strong]);
    const hide = 'account' in state ? ['Hide balance'] : [];
    const isCalm = /^(fresh|negative|unlimited)$/.test(kind);
    const spans = isCalm ? ['7 days', '30 days'] : [];
    expect(screen.buttons).toEqual(['Settings', ...hide, strong, ...quiet, ...spans]);
  });

  test('of a low balance: Top up', () => {
    const screen = popup(having(), false, NOON, { threshold: 1000 });
    expect(screen.text).toContain('Your balance is low');
    expect(screen.strong).toEqual(['Top up']);
    expect(popup(having(), false, NOON, { threshold: 750 }).text).not.toContain('low');
  });
});

describe('signing in as somebody else', () => {
  const another = { en: 'Use another account', zh_CN: '使用其他账户' } as const;

  test.each(['en', 'zh_CN'] as const)('is offered once somebody has signed in: %s', (language) => {
    resetBrowser(language);
    for (const state of [signedOut(null), signedOut('cancelled')]) {
      const first = popup(state);
      const later = popup(state, false, NOON, { signedInBefore: true });
      expect(first.buttons).not.toContain(another[language]);
      expect(later.buttons).toEqual([...first.buttons, another[language]]);
      expect(later.strong).toEqual(first.strong);
      expect(later.text).toContain(t('signedOutRemark'));
      expect(first.text).not.toContain(t('signedOutRemark'));
    }
  });

  test('is not offered while somebody is signed in, or signs in', () => {
    const there = { signedInBefore: true };
    for (const [state, signingIn] of [
      [having(), false],
      [signedOut(null), true],
      [withTrouble(signedOut(null), 'unreachable'), false],
    ] as const) {
      expect(popup(state, signingIn, NOON, there).buttons).not.toContain(another.en);
    }
  });
});

describe('what responds in place of the proxy', () => {
  const SEEMS: [kind: (typeof PROBLEM_KINDS)[number], detectedServer: DetectedServer][] = [
    ['something_else', { kind: 'page', title: 'Shop', server: 'nginx' }],
    ['something_else', { kind: 'incompatible_proxy' }],
    ['something_else', { kind: 'json', name: 'other' }],
    ['intercepted', { kind: 'redirect' }],
    ['intercepted', { kind: 'sign_in', title: 'Hotel', server: null }],
    ['proxy_down', { kind: 'gateway', status: 502 }],
    ['too_many_cookies', { kind: 'cookies' }],
  ];
  const at = (
    kind: (typeof PROBLEM_KINDS)[number],
    detectedServer: DetectedServer,
  ): AccountState => ({
    ...having(),
    problem: { kind, at: NOON, retryAt: NOON + 120_000, detectedServer },
  });

  test.each(SEEMS)(
    'is said in the popup in the words of the options page: %s, %o',
    (kind, detectedServer) => {
      for (const language of ['en', 'zh_CN'] as const) {
        resetBrowser(language);
        const { text } = popup(at(kind, detectedServer));
        const result = {
          kind: 'refused',
          reason: kind,
          detectedServer,
          address: PROXY,
          inUse: PROXY,
        };
        const { saying, more } = verdictOnResult(result as SaveResult, scene.extensionOrigin);
        expect(text).toContain(t(saying.title));
        expect(text).toContain(messageText(saying));
        expect(text).toContain(more ?? '');
        expect(text).toContain(t('retryFrom', '14:07'));
      }
    },
  );

  test('is text, never markup', () => {
    const detectedServer: DetectedServer = { kind: 'page', title: '<img src=x>', server: null };
    expect(popup(at('something_else', detectedServer)).text).toContain('&lt;img src=x&gt;');
  });
});

describe('a hidden balance', () => {
  const amounts = /750|250,000|¥|20\.00/u;
  const state = having({ balance_formatted: '¥750.00' });

  test.each([
    ['en', 'Hide balance', 'Show balance', 'Balance hidden'],
    ['zh_CN', '隐藏余额', '显示余额', '余额已隐藏'],
  ] as const)('is one button away, and one from being seen again: %s', (language, ...words) => {
    const [hide, show, isHidden] = words;
    resetBrowser(language);
    const open = popup(state, false, NOON, { rise: '+20.00' });
    expect(open.buttons).toContain(hide);
    expect(open.text).toContain('¥750.00');
    const shut = popup(state, false, NOON, { rise: '+20.00', hidden: true });
    expect(shut.buttons).toContain(show);
    expect(shut.buttons).not.toContain(hide);
    expect(shut.text).toContain(isHidden);
    expect(shut.text).not.toMatch(amounts);
  });

  test.each(every)('is nowhere on any screen: %s', (_, any, signingIn, threshold = undefined) => {
    const there = { hidden: true, rise: '+20.00', threshold: threshold ?? null };
    const { text } = popup(any, signingIn, NOON, there);
    expect(text).not.toMatch(/750|250,000|3\.40|Unlimited|20\.00/u);
  });

  test('keeps its time in sight', () => {
    expect(popup(state, false, NOON + 61_000, { hidden: true }).text).toContain('As of 14:05');
  });

  test('needs no button where there is none', () => {
    for (const hidden of [true, false]) {
      expect(popup(INITIAL_STATE, false, NOON, { hidden }).buttons).toEqual(['Settings']);
      expect(popup(signedOut(null), false, NOON, { hidden }).buttons).toEqual([
        'Settings',
        'Sign in',
      ]);
    }
  });
});

test('what a top-up has added stands beside the balance, in figures and in words', () => {
  const { text } = popup(having(), false, NOON, { rise: '+20.00' });
  expect(text).toContain('Balance Top-up arrived: +20.00 750.00');
  expect(popup(having()).text).not.toContain('Top-up arrived');
});

describe('the balance', () => {
  test('stands there letter for letter, with who and how much is used', () => {
    const { text } = popup(having({ balance_formatted: '¥1,234.50' }));
    expect(text).toContain('¥1,234.50');
    expect(text).toContain('user123 user@example.com');
    expect(text).toContain('Used 250,000 units');
  });

  test('has no use beside it where the platform does not say what was used', () => {
    const { used_quota: _, quota: __, ...silent } = account();
    const { text } = popup({ phase: 'signed_in', account: silent, problem: null });
    expect(text).toContain('750.00');
    expect(text).not.toMatch(/Used [\d,]+ units|undefined|NaN/u);
  });

  test('has a use beside it that no number holds exactly, digit by digit', () => {
    const { text } = popup(having({ used_quota: '12345678901234567890' }));
    expect(text).toContain('Used 12,345,678,901,234,567,890 units');
  });

  test('has its time beside it once it is older than a minute, and in any trouble', () => {
    expect(popup(having()).text).not.toContain('14:05');
    expect(popup(having(), false, NOON + 61_000).text).toContain('As of 14:05');
    expect(popup(having({ status: 2 }), false, NOON + 61_000).text).toContain('As of 14:05');
    const ended: AccountState = {
      ...signedOut(null),
      phase: 'session_ended',
      account: account(),
    } as AccountState;
    expect(popup(ended).text).toContain('As of 14:05');
    for (const kind of PROBLEM_KINDS) {
      expect(popup(withTrouble(having(), kind)).text, kind).toContain('750.00 As of 14:05');
    }
  });

  test('is written smaller the longer it is', () => {
    expect(
      ['750.00', '¥1,234,567.89', '12,345,678,901.23', 'x'.repeat(60)].map(balanceSize),
    ).toEqual(['xl', 'l', 'm', 's']);
    expect(balanceSize('七百五十元整七百五')).toBe('m');
  });
});

test('a name from the platform is text, never markup', () => {
  const screen = screenOf(
    accountStatus(
      having({ username: '<img src=x onerror=alert(1)>' }),
      DEFAULT_PREFERENCES,
      false,
      NOON,
    ),
    scene,
  );
  const html = renderToStaticMarkup(
    <PopupScreen screen={screen} scene={scene} acting={acting} history={null} />,
  );
  expect(html).not.toContain('<img src=x');
  expect(html).toContain('&lt;img src=x');
});

test('while nothing is known there is no button but the settings, and no amount', () => {
  const screen = popup(INITIAL_STATE);
  expect(screen.buttons).toEqual(['Settings']);
  expect(screen.headings).toEqual(['Balance']);
  expect(screen.text).not.toMatch(/\d\.\d/u);
});

test('a pause that the proxy asked for is named', () => {
  const state: AccountState = {
    ...having(),
    problem: { kind: 'rate_limited', at: NOON, retryAt: NOON + 120_000 },
  } as AccountState;
  expect(popup(state).text).toContain('wait until 14:07');
  expect(popup(state, false, NOON + 121_000).text).not.toContain('14:07');
});

test.each([
  ['en', 'status 503. It asks'],
  ['zh_CN', '503。请在'],
] as const)(
  'two further sentences have the space of the language in between: %s',
  (language, part) => {
    resetBrowser(language);
    const detectedServer = { kind: 'gateway', status: 503 } as const;
    const problem = {
      kind: 'proxy_down',
      at: NOON,
      retryAt: NOON + 120_000,
      detectedServer,
    } as const;
    expect(popup({ ...having(), problem } as AccountState).text).toContain(part);
  },
);

test('what broke down says nothing of the problem before it', () => {
  const state: AccountState = {
    ...having(),
    problem: {
      kind: 'intercepted',
      at: NOON,
      retryAt: NOON + 120_000,
      detectedServer: { kind: 'sign_in', title: 'Hotel', server: null },
    },
  } as AccountState;
  const screen = screenOf(accountStatus(state, DEFAULT_PREFERENCES, false, NOON), scene);
  const broken = { ...acting, brokeDown: true };
  const { text } = seen(
    renderToStaticMarkup(
      <PopupScreen screen={screen} scene={scene} acting={broken} history={null} />,
    ),
  );
  expect(text).toContain('That did not work');
  expect(text).not.toMatch(/Hotel|14:07/u);
});

test('what broke down on the way to the background is said, and can be tried again', () => {
  const broken = { ...acting, brokeDown: true };
  for (const [state, wayOut] of [
    [signedOut(null), 'Sign in'],
    [INITIAL_STATE, 'Try again'],
  ] as const) {
    const screen = screenOf(accountStatus(state, DEFAULT_PREFERENCES, false, NOON), scene);
    const { headings, strong } = seen(
      renderToStaticMarkup(
        <PopupScreen screen={screen} scene={scene} acting={broken} history={null} />,
      ),
    );
    expect(headings).toEqual(['That did not work']);
    expect(strong).toEqual([wayOut]);
  }
});
