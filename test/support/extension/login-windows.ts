import { beforeEach, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { type Login, loginItem } from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from './background-environment.ts';
import { PROXY } from './fixtures.ts';

/** What became of the windows of sign-ins in the current test. */
export let windows: ReturnType<typeof addLoginWindows>;

/** Gives each test of this file a new environment, and follows its sign-in windows. */
export function setUpLoginWindows(): void {
  setUpEnvironment();
  beforeEach(() => {
    windows = addLoginWindows();
  });
}

/** Starts a sign-in as a click does. */
export async function start(): Promise<Login> {
  await env.run('sign_in');
  const login = await loginItem.get();
  if (!login) throw new Error('No sign-in was started.');
  return login;
}

/** Starts a sign-in whose window shows the proxy's page with this outcome. */
export async function startAndShow(outcome: string): Promise<Login> {
  const login = await start();
  await show(login.tabId, outcome);
  return login;
}

/** The tab shows the proxy's page with this outcome. */
export const show = (tabId: number, outcome: string) =>
  env.background.signIn.onTabUrl(tabId, `${PROXY}/${outcome}`);

export const expectSignInError = (kind: string) =>
  env.expectState({ phase: 'signed_out', signInError: { kind } });

/** Lets the fake browser open a tab in each new window, know popup windows, and reject ids that it does not know. */
function addLoginWindows() {
  const { windows, tabs } = fakeBrowser;
  const ids = async () => (await fakeBrowser.windows.getAll()).map(({ id }) => id);
  const seen = {
    /** The URLs of windows that were opened. */
    opened: [] as string[],
    /** The ids of windows that were brought to the front. */
    focused: [] as number[],
    /** The URLs that open tabs were sent to. */
    navigated: [] as string[],
    /** The ids of all windows that are open. */
    ids,
  };
  const { create, update } = windows;
  const { query, update: updateTab } = tabs;
  vi.spyOn(windows, 'create').mockImplementation((async (data: { url: string }) => {
    const opened = await create({ ...data });
    const tab = await tabs.create({ windowId: opened?.id ?? 0, url: data.url });
    seen.opened.push(data.url);
    return { ...opened, tabs: [tab] };
  }) as never);
  vi.spyOn(windows, 'update').mockImplementation((async (id: number, data: object) => {
    if (!(await ids()).includes(id)) throw new Error('No such window.');
    seen.focused.push(id);
    return update(id, data);
  }) as never);
  // The fake browser does not know the type of a window: all but the first are popups.
  vi.spyOn(tabs, 'query').mockImplementation((async ({ windowType, ...wanted }: Query) => {
    const found = await query(wanted);
    return windowType === 'popup' ? found.filter(({ windowId }) => windowId !== 0) : found;
  }) as never);
  vi.spyOn(tabs, 'update').mockImplementation((async (id: number, changes: { url?: string }) => {
    if (changes.url) seen.navigated.push(changes.url);
    return updateTab(id, changes);
  }) as never);
  return seen;
}

interface Query {
  windowType?: string;
}
