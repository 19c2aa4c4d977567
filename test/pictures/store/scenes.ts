import { join } from 'node:path';
import type { Account, AccountState } from '../../../extension/domain/account-state.ts';
import type { Badge } from '../../support/browsers/browser-under-test.ts';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { openSignedOut, signIn } from '../../support/person/person.ts';
import { until } from '../../support/waiting/until.ts';
import type { Look } from '../looks.ts';
import { POPUP_WIDTH, photographWhole } from '../photograph.ts';
import { monthOfLooks } from '../screens/everyday.ts';

/** A page of the extension in a state that a store picture shows. */
export type SceneName = 'balance' | 'month' | 'unreachable' | 'ended' | 'low' | 'rise' | 'welcome';

/** What was seen of the extension in one look. */
export interface Scenes {
  /** Where the picture of each is. */
  readonly path: (name: SceneName) => string;
  readonly badge: Badge;
}

/** Where somebody's own proxy would be; nothing answers there. */
const ADDRESS = 'https://wallet.example.com';

const PAGE_WIDTH = 720;
const HOUR = 3_600;

/** Really signs somebody in, then takes the pages of the extension into `folder` as they are in each scene. */
export async function takeScenes(
  world: TestEnvironment,
  look: Look,
  folder: string,
): Promise<Scenes> {
  const { browser } = world;
  const { say } = look;
  const path = (name: SceneName) => join(folder, `${look.tag}-${look.colorScheme}-${name}.png`);
  const welcome = await browser.openExtensionPage('/welcome.html');
  await welcome.waitFor('button', say('actionSignIn'));
  await photographWhole(welcome, PAGE_WIDTH, path('welcome'));
  await welcome.close();
  const { account, owner, badge } = await signedInAs('ada', world, look);
  const now = Date.now();
  const balance = Number(account.balance_formatted);

  const popup = await atHomeElsewhere(world, look);
  const take = async (name: SceneName, items: Record<string, unknown>, ...words: string[]) => {
    await browser.store({ topUp: null, preferences: {}, ...items });
    await shows(popup, [...words, new URL(ADDRESS).host]);
    await photographWhole(popup, POPUP_WIDTH, path(name));
  };
  const good = { account: signedIn(account) };
  const lasts = say('lastsAbout', '\n').split('\n').filter(Boolean);
  const history = { owner, samples: monthOfLooks(balance, Number(account.used_quota), now) };
  await take('balance', { ...good, history }, say('updatedNow'), ...lasts);
  await popup.click('button', monthIn(look));
  await take('month', good, say('updatedNow'), ...lasts);

  const earlier = { ...account, as_of: account.as_of - 3 * HOUR };
  const unreachable = { kind: 'unreachable', at: now, retryAt: null } as const;
  await take(
    'unreachable',
    { account: { ...signedIn(earlier), problem: unreachable } },
    say('titleUnreachable'),
  );
  const ended = { phase: 'session_ended', account: earlier, signInError: null, problem: null };
  await take('ended', { account: ended }, say('titleSessionEnded'));

  const poor = { ...account, balance_formatted: '3.20' };
  const scarce = { owner, samples: monthOfLooks(3.2, Number(account.used_quota), now) };
  await take(
    'low',
    { account: signedIn(poor), history: scarce, preferences: { threshold: 5 } },
    say('titleLow'),
  );
  const rise = { text: '+20.00', at: now };
  const topUp = { openedAt: now, tabId: null, before: 3.2, rise };
  const rich = { ...account, balance_formatted: '23.20' };
  const plenty = { owner, samples: monthOfLooks(23.2, Number(account.used_quota), now) };
  await take('rise', { account: signedIn(rich), history: plenty, topUp }, rise.text);
  await popup.close();
  return { path, badge };
}

function signedIn(account: Account): AccountState {
  return { phase: 'signed_in', account, problem: null };
}

/** Signs a new person in, and gives what the extension then knows and shows on its button. */
async function signedInAs(username: string, world: TestEnvironment, { say }: Look) {
  const { browser, platform } = world;
  const user = platform.users.add({ username, password: '7', quota: 200_000, usedQuota: 71_580 });
  const popup = await openSignedOut(world, say);
  await signIn(world, popup, user, say);
  await popup.close();
  const { local } = await browser.storage();
  const state = local.account as AccountState;
  if (state.phase !== 'signed_in') throw new Error('Nobody is signed in.');
  const { owner } = local.history as { owner: string };
  return { account: state.account, owner, badge: await browser.badge() };
}

/** Gives the extension the address of a proxy that is not there, and a popup in which it has found that out. */
async function atHomeElsewhere({ browser }: TestEnvironment, { say }: Look): Promise<View> {
  await browser.grantHost(`${ADDRESS}/*`);
  await browser.store({ proxyAddress: ADDRESS });
  const popup = await browser.openPopup();
  await popup.waitForText(say('titleUnreachable'));
  return popup;
}

/** The name of the button that shows a month. */
function monthIn({ language }: Look): string {
  const days = { style: 'unit', unit: 'day', unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(language, days).format(30);
}

/** Waits until all of these words are in sight. */
async function shows(popup: View, words: readonly string[]): Promise<void> {
  await until(`the popup to show: ${words.join(' / ')}`, async () => {
    const text = await popup.text();
    return words.every((one) => text.includes(one.trim()));
  });
}
