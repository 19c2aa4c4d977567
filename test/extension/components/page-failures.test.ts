import { afterAll, describe, expect, test, vi } from 'vitest';
import { listen } from '../../../extension/background/listeners.ts';
import { TestEnvironment } from '../../support/extension/background-environment.ts';
import {
  breakCall,
  browserFailures,
  setUpFailures,
} from '../../support/extension/browser-calls.ts';
import { account, INFO } from '../../support/extension/fixtures.ts';
import { closePages, type MountedPage, openPage } from '../../support/extension/mounted-page.ts';
import { accountItem } from '../../support/extension/stored-items.ts';

vi.setConfig({ testTimeout: 60_000 });

let env: TestEnvironment;
const unhandled = setUpFailures();

async function prepare(language: 'en' | 'zh_CN'): Promise<void> {
  env = new TestEnvironment(language);
  env.now = Date.now();
  env.respondWith({ as_of: Math.floor(env.now / 1000) });
  await accountItem.set({ phase: 'signed_in', account: account(), problem: null });
  listen(env.background);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}

// React may still be rendering a page whose test is over.
afterAll(async () => {
  await closePages();
  vi.resetConfig();
});

/** Polls a page, each time after the time limit of every browser call has passed. */
function eventually<T>(probe: () => T) {
  return expect.poll(
    async () => {
      await passTimeLimits();
      return probe();
    },
    { timeout: 15_000 },
  );
}

async function passTimeLimits(): Promise<void> {
  for (let minute = 0; minute < 3; minute += 1) await vi.advanceTimersByTimeAsync(60_000);
}

const LANGUAGES = [
  ['en', 'Try again', 'This page could not be shown', 'That did not work'],
  ['zh_CN', '重试', '无法显示此页面', '操作未能完成'],
] as const;

/** An element of each page that is there when nothing fails. */
const HEALTHY = {
  popup: '#balance',
  options: '#proxy-address',
  welcome: '.steps',
} as const;
const PAGES = Object.keys(HEALTHY) as (keyof typeof HEALTHY)[];

/** What a user misses on a page. */
function missingOn(page: MountedPage): string[] {
  const present = {
    text: page.text().length > 20,
    heading: page.has('h1'),
    button: page.buttons().length > 0,
    'button name': page.buttons().every((name) => name !== ''),
    'values in the text': !/undefined|null|\[object/u.test(page.text()),
  };
  return Object.keys(present).filter((part) => !present[part as keyof typeof present]);
}

describe.each(LANGUAGES)('in %s', (language, tryAgain, pageFailed, commandFailed) => {
  test.each(PAGES)('the %s page reports failing storage and can be opened again', async (name) => {
    await prepare(language);
    for (const failure of ['reject', 'give nothing', 'never settle'] as const) {
      const repair = breakCall('storage.local.get', failure);
      const page = await openPage(name);
      await eventually(page.text).toContain(pageFailed);
      expect(page.buttons()).toEqual([tryAgain]);
      page.click(tryAgain);
      await passTimeLimits();
      expect(page.buttons()).toEqual([tryAgain]);
      repair();
      page.click(tryAgain);
      await eventually(() => page.has(HEALTHY[name])).toBe(true);
    }
    expect(unhandled).toEqual([]);
  });

  test('the popup reports a failed command until it succeeds', async () => {
    await prepare(language);
    const repair = breakCall('runtime.sendMessage', 'never settle');
    const page = await openPage('popup');
    await eventually(page.text).toContain(commandFailed);
    expect(missingOn(page)).toEqual([]);
    repair();
    const [refresh = ''] = page.buttons().filter((button) => /^Refresh|^刷新/u.test(button));
    page.click(refresh);
    await eventually(page.text).not.toContain(commandFailed);
  });
});

/** The browser API that pages call themselves. The background calls the rest. */
const PAGE_API =
  /^(?:commands\.getAll|i18n\.getMessage|permissions\.(?:contains|on\w+|request)|runtime\.(?:getURL|openOptionsPage|sendMessage)|storage\.\w+\.(?:get|onChanged)|tabs\.create)$/u;

describe.each(PAGES)('the %s page', (name) => {
  test.each(browserFailures().filter(([path]) => PAGE_API.test(path)))(
    'has text and buttons whatever is clicked while calls of %s %s, and recovers',
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
      const hasFailed = page.has('.page-failed');
      if (hasFailed) page.click('Try again');
      const again = hasFailed ? page : await openPage(name);
      await eventually(() => again.has(HEALTHY[name])).toBe(true);
    },
  );
});

test('the popup refreshes at once when the browser is online again', async () => {
  await prepare('en');
  delete env.routes[INFO];
  const page = await openPage('popup');
  await eventually(page.text).toContain('can’t be reached');
  env.respondWith({ balance_formatted: '123.45' });
  page.goOnline();
  await eventually(page.text).toContain('123.45');
});
