import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listen } from '../../../extension/background/listeners.ts';
import { accountItem } from '../../../extension/storage/items.ts';
import {
  account,
  createTestEnvironment,
  json,
  type TestEnvironment,
} from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { breakCall, browserFailures, repairAll } from '../../support/extension/browser-calls.ts';
import { type MountedPage, openPage } from '../../support/extension/mounted-page.ts';

const INFO = 'GET /api/user/info';

vi.setConfig({ testTimeout: 60_000 });

let env: TestEnvironment;
const unhandled: unknown[] = [];
const note = (error: unknown) => unhandled.push(error);

async function prepare(language: 'en' | 'zh_CN'): Promise<void> {
  resetBrowser(language);
  for (const method of ['warn', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
  env = createTestEnvironment();
  env.now = Date.now();
  env.routes[INFO] = () => json(200, account({ as_of: Math.floor(env.now / 1000) }));
  await accountItem.set({ phase: 'signed_in', account: account(), problem: null });
  listen(env.background);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  // The pages draw themselves anew every few seconds, which shows nothing here.
  vi.stubGlobal('setInterval', () => 0);
}

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});

afterEach(() => {
  repairAll();
  process.off('unhandledRejection', note);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

// React may still be drawing a page whose test is over.
afterAll(async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  vi.unstubAllGlobals();
  vi.resetConfig();
});

/** Lets every limit of a call pass. */
async function settle(): Promise<void> {
  for (let minute = 0; minute < 3; minute += 1) await vi.advanceTimersByTimeAsync(60_000);
}

/** Expects something of a page once it has done what it does. */
function eventually<T>(look: () => T) {
  return expect.poll(
    async () => {
      await settle();
      return look();
    },
    { timeout: 15_000 },
  );
}

const LANGUAGES = [
  ['en', 'Try again', 'This page could not be shown', 'That did not work'],
  ['zh_CN', '重试', '无法显示此页面', '操作未能完成'],
] as const;

/** What each page shows when all is well. */
const HEALTHY = {
  popup: '#balance',
  options: '#proxy-address',
  welcome: '.steps',
} as const;
const PAGES = Object.keys(HEALTHY) as (keyof typeof HEALTHY)[];

/** What a person misses on a page. */
function missingOn(page: MountedPage): string[] {
  const missing = {
    words: page.text().length > 20,
    heading: page.has('h1'),
    button: page.buttons().length > 0,
    'name of a button': page.buttons().every((name) => name !== ''),
    'words in place of values': !/undefined|null|\[object/u.test(page.text()),
  };
  return Object.keys(missing).filter((what) => !missing[what as keyof typeof missing]);
}

describe.each(LANGUAGES)('in %s', (language, tryAgain, pageFailed, brokeDown) => {
  test.each(PAGES)(
    'storage that fails when the %s page opens is named, with a way to try again',
    async (name) => {
      await prepare(language);
      for (const failure of ['reject', 'give nothing', 'never settle'] as const) {
        const repair = breakCall('storage.local.get', failure);
        const page = await openPage(name);
        await eventually(page.text).toContain(pageFailed);
        expect(page.buttons()).toEqual([tryAgain]);
        page.click(tryAgain);
        await settle();
        expect(page.buttons()).toEqual([tryAgain]);
        repair();
        page.click(tryAgain);
        await eventually(() => page.has(HEALTHY[name])).toBe(true);
      }
      expect(unhandled).toEqual([]);
    },
  );

  test('a click that the browser does not carry out is followed by words, and by its effect once it can be', async () => {
    await prepare(language);
    const repair = breakCall('runtime.sendMessage', 'never settle');
    const page = await openPage('popup');
    await eventually(page.text).toContain(brokeDown);
    expect(missingOn(page)).toEqual([]);
    repair();
    const [refresh = ''] = page.buttons().filter((button) => /^Refresh|^刷新/u.test(button));
    page.click(refresh);
    await eventually(page.text).not.toContain(brokeDown);
  });
});

/** What a page calls by itself; what else can fail is behind the commands that it sends. */
const OF_PAGES =
  /^(?:commands\.getAll|i18n\.getMessage|permissions\.(?:contains|on\w+|request)|runtime\.(?:getURL|openOptionsPage|sendMessage)|storage\.\w+\.(?:get|onChanged)|tabs\.create)$/u;

describe.each(PAGES)('the %s page', (name) => {
  test.each(browserFailures().filter(([path]) => OF_PAGES.test(path)))(
    'shows words and a button though %s should %s, at every click, and is whole again after',
    async (path, failure) => {
      await prepare('en');
      const repair = breakCall(path, failure);
      const page = await openPage(name);
      await eventually(() => missingOn(page)).toEqual([]);
      for (const button of page.buttons()) {
        if (!page.buttons().includes(button)) continue;
        page.click(button);
        await eventually(() => missingOn(page)).toEqual([]);
      }
      expect(unhandled).toEqual([]);
      repair();
      await accountItem.set({ phase: 'signed_in', account: account(), problem: null });
      const isFailed = page.has('.page-failed');
      if (isFailed) page.click('Try again');
      const again = isFailed ? page : await openPage(name);
      await eventually(() => again.has(HEALTHY[name])).toBe(true);
    },
  );
});

test('a popup that sees the network return asks at once, though the background sleeps', async () => {
  await prepare('en');
  delete env.routes[INFO];
  const page = await openPage('popup');
  await eventually(page.text).toContain('can’t be reached');
  env.routes[INFO] = () => json(200, account({ balance_formatted: '123.45' }));
  page.goOnline();
  await eventually(page.text).toContain('123.45');
});
