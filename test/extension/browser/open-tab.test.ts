import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { openTab } from '../../../extension/browser/open-tab.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

const URL = 'https://platform.example/topup';

type Window = { id: number; incognito: boolean; focused: boolean };

/** What the browser was asked to do, in order. */
let calls: string[];

beforeEach(() => {
  resetBrowser();
  calls = [];
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Has the browser show these windows. A tab without a window goes to the one with the focus, as in every browser. */
function withWindows(windows: readonly Window[]): void {
  const place = (id: number | undefined) => {
    const { incognito } = windows.find((one) => (id ? one.id === id : one.focused)) ?? {};
    return incognito ? 'private' : 'normal';
  };
  vi.spyOn(fakeBrowser.windows, 'getAll').mockImplementation(async () => windows as never);
  vi.spyOn(fakeBrowser.windows, 'update').mockImplementation(async (id) => {
    calls.push(`focus ${place(id)}`);
    return {} as never;
  });
  vi.spyOn(fakeBrowser.windows, 'create').mockImplementation(async (options) => {
    calls.push(`window ${options?.incognito === false ? 'normal' : 'as the browser likes'}`);
    return { id: 9, tabs: [{ id: 90 }] } as never;
  });
  vi.spyOn(fakeBrowser.tabs, 'create').mockImplementation(async ({ windowId }) => {
    calls.push(`tab ${place(windowId)}`);
    return { id: 70 } as never;
  });
}

const normal = (id: number, focused = false): Window => ({ id, incognito: false, focused });
const privately = (id: number, focused = false): Window => ({ id, incognito: true, focused });

describe('a tab', () => {
  test.each<[string, Window[], string[], number]>([
    ['one normal window', [normal(1, true)], ['tab normal'], 70],
    ['no window', [], ['tab normal'], 70],
    [
      'the focus in a private window',
      [privately(1, true), normal(2)],
      ['tab normal', 'focus normal'],
      70,
    ],
    [
      'the focus in a normal window beside a private one',
      [normal(1), privately(2), normal(3, true)],
      ['tab normal', 'focus normal'],
      70,
    ],
    ['private windows alone', [privately(1, true), privately(2)], ['window normal'], 90],
  ])('with %s opens in a normal one', async (_, windows, expected, id) => {
    withWindows(windows);
    expect(await openTab(URL)).toEqual({ id });
    expect(calls).toEqual(expected);
  });

  test('opens in the focused one of several normal windows', async () => {
    withWindows([privately(1), normal(2), normal(3, true)]);
    const create = vi.spyOn(fakeBrowser.tabs, 'create');
    await openTab(URL);
    expect(create).toHaveBeenCalledWith({ url: URL, windowId: 3 });
  });

  test.each(['getAll', 'update', 'create'] as const)(
    'opens exactly once where windows.%s fails',
    async (method) => {
      withWindows(method === 'create' ? [privately(1, true)] : [privately(1, true), normal(2)]);
      vi.spyOn(fakeBrowser.windows, method).mockRejectedValue(new Error('not now'));
      await openTab(URL);
      expect(calls.filter((call) => !call.startsWith('focus'))).toHaveLength(1);
    },
  );

  test('opens exactly once where the browser does not name the tab of a new window', async () => {
    withWindows([privately(1, true)]);
    vi.spyOn(fakeBrowser.windows, 'create').mockImplementation(async () => {
      calls.push('window');
      return undefined as never;
    });
    expect(await openTab(URL)).toEqual({});
    expect(calls).toEqual(['window']);
  });

  test('opens where the browser has no windows', async () => {
    withWindows([]);
    vi.spyOn(fakeBrowser, 'windows', 'get').mockReturnValue(undefined as never);
    expect(await openTab(URL)).toEqual({ id: 70 });
  });

  test('that does not open is an error', async () => {
    withWindows([normal(1, true)]);
    vi.spyOn(fakeBrowser.tabs, 'create').mockRejectedValue(new Error('no tab'));
    await expect(openTab(URL)).rejects.toThrow('no tab');
  });
});
