import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { openTab } from '../../../extension/browser/open-tab.ts';
import { resetBrowser } from '../../support/extension/browser.ts';

const URL = 'https://platform.example/topup';

type Window = { id: number; incognito: boolean; focused: boolean };

/** The calls of the browser's API in order. */
let calls: string[];

beforeEach(() => {
  resetBrowser();
  calls = [];
});

/** Has the browser show these windows. Like every browser, it opens a tab without a window id in the focused one. */
function withWindows(windows: readonly Window[]): void {
  const kindOf = (id: number | undefined) => {
    const window = windows.find((one) => (id ? one.id === id : one.focused));
    return window?.incognito ? 'private' : `normal ${id ?? ''}`.trim();
  };
  vi.spyOn(fakeBrowser.windows, 'getAll').mockImplementation(async () => windows as never);
  vi.spyOn(fakeBrowser.windows, 'update').mockImplementation(async (id) => {
    calls.push(`focus ${kindOf(id)}`);
    return {} as never;
  });
  vi.spyOn(fakeBrowser.windows, 'create').mockImplementation(async (options) => {
    calls.push(`window ${options?.incognito === false ? 'normal' : 'unspecified'}`);
    return { id: 9, tabs: [{ id: 90 }] } as never;
  });
  vi.spyOn(fakeBrowser.tabs, 'create').mockImplementation(async ({ windowId }) => {
    calls.push(`tab ${kindOf(windowId)}`);
    return { id: 70 } as never;
  });
}

const normal = (id: number, focused = false): Window => ({ id, incognito: false, focused });
const incognito = (id: number, focused = false): Window => ({ id, incognito: true, focused });
const BESIDE_PRIVATE = [incognito(1, true), normal(2)];
const FOCUSED_LAST = [normal(1), incognito(2), normal(3, true)];
const PRIVATE_ONLY = [incognito(1, true), incognito(2)];

describe('opens the tab in a normal window', () => {
  test.each<[string, Window[], string[], id?: number]>([
    ['with one normal window', [normal(1, true)], ['tab normal']],
    ['without windows', [], ['tab normal']],
    ['beside a focused private one', BESIDE_PRIVATE, ['tab normal 2', 'focus normal 2']],
    ['that has the focus', FOCUSED_LAST, ['tab normal 3', 'focus normal 3']],
    ['of its own if all are private', PRIVATE_ONLY, ['window normal'], 90],
  ])('%s', async (_, windows, expected, id = 70) => {
    withWindows(windows);
    expect(await openTab(URL)).toEqual({ id });
    expect(calls).toEqual(expected);
  });

  test.each([
    ['getAll', BESIDE_PRIVATE],
    ['update', BESIDE_PRIVATE],
    ['create', PRIVATE_ONLY],
  ] as const)('exactly once if windows.%s fails', async (method, windows) => {
    withWindows(windows);
    vi.spyOn(fakeBrowser.windows, method).mockRejectedValue(new Error('not now'));
    await openTab(URL);
    expect(calls.filter((call) => !call.startsWith('focus'))).toHaveLength(1);
  });

  test('exactly once if the browser does not report the tab of a new window', async () => {
    withWindows(PRIVATE_ONLY);
    const create = vi.spyOn(fakeBrowser.windows, 'create').mockResolvedValue(undefined as never);
    expect(await openTab(URL)).toEqual({});
    expect(create).toHaveBeenCalledOnce();
    expect(calls).toEqual([]);
  });

  test('in a browser without windows', async () => {
    withWindows([]);
    vi.spyOn(fakeBrowser, 'windows', 'get').mockReturnValue(undefined as never);
    expect(await openTab(URL)).toEqual({ id: 70 });
  });

  test('or rejects', async () => {
    withWindows([normal(1, true)]);
    vi.spyOn(fakeBrowser.tabs, 'create').mockRejectedValue(new Error('no tab'));
    await expect(openTab(URL)).rejects.toThrow('no tab');
  });
});
