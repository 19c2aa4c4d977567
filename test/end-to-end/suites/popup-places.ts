import { expect } from 'vitest';
import type { AccountState } from '../../../extension/domain/account-state.ts';
import { type StoredState, storedStates } from '../../pictures/screens/states.ts';
import type { View } from '../../support/browsers/view.ts';
import type { TestEnvironment } from '../../support/environment/test-environment.ts';
import { monthOfSamples } from '../../support/extension/month-of-history.ts';
import { type Translate, tEnglish as t } from '../../support/user/messages.ts';
import { until } from '../../support/waiting/until.ts';
import { expectUsable, MAX_BLANK, measureBlank } from '../layout.ts';
import { storedHistory } from '../stored-account.ts';
import { openWithNewSession, suite } from '../suite.ts';

/** The popup at a zoom of 150 % and of 200 %, and the height that browsers allow at most. In CSS pixels. */
const ZOOMED = { width: 360, height: 400 };
const LOW = { width: 360, height: 300 };
const MAX_HEIGHT = 600;

/** States of another account than the one that is signed in. */
const OTHER_ACCOUNTS = ['long', 'longest'];

export const popupPlaces = suite('the places in the popup', ['chromium'], (test) => {
  test('stay the same in every state of an account', async (env) => {
    const { popup, states } = await openZoomed(env);
    const { owner } = await storedHistory(env);
    const histories = [null, { owner, samples: monthOfSamples(750, 250_000, Date.now()) }];
    const known = await popup.evaluate(findPlaces);
    expect(Object.keys(known)).toEqual([
      'Balance',
      t('actionTopUp'),
      t('actionRefresh'),
      t('actionSignOut'),
    ]);
    const first = known[t('actionTopUp')];
    const below = (known[t('actionSignOut')]?.bottom ?? 0) + 1;
    for (const history of histories) {
      // The budget is the longest: it is used up.
      const budget = history && { amount: 1, period: 'month' };
      await env.browser.store({ history, preferences: { budget } });
      const withAccount = states.filter(([, state]) => 'account' in state);
      for (const [index, stored] of withAccount.entries()) {
        const title = `${stored[0]}, ${history ? 'with' : 'without'} history`;
        await showState(env, popup, stored, `${history ? 'month' : 'new'}-${index}`, t);
        await expectUsable(popup, title);
        for (const [button, place] of Object.entries(await popup.evaluate(findPlaces))) {
          const isFurther = !known[button] && place.top >= below;
          if (!isFurther) expect(place, `${button}: ${title}`).toEqual(known[button] ?? first);
        }
        const { height } = await popup.evaluate(measureContent);
        expect(await popup.evaluate(measureBlank, '#root'), title).toBeLessThanOrEqual(MAX_BLANK);
        expect(height, title).toBeLessThanOrEqual(MAX_HEIGHT);
      }
    }
  });

  test('leave room for each message', (env) => everyMessageInSight(env, t));
});

/** Checks that each message is whole at a zoom of 150 % and of 200 %. `t` translates to the browser's language. */
export async function everyMessageInSight(env: TestEnvironment, t: Translate): Promise<void> {
  const { popup, states } = await openZoomed(env);
  await messagesInSight(env, popup, states, t);
}

async function openZoomed(env: TestEnvironment) {
  const { popup } = await openWithNewSession(env);
  await popup.resize(ZOOMED.width, ZOOMED.height);
  const { account } = (await env.browser.storage()).local.account as AccountState & {
    phase: 'signed_in';
  };
  const states = storedStates(account, Date.now()).filter(
    ([name]) => !OTHER_ACCOUNTS.includes(name),
  );
  return { popup, states };
}

async function messagesInSight(
  env: TestEnvironment,
  popup: View,
  states: readonly StoredState[],
  t: Translate,
): Promise<void> {
  for (const [index, stored] of states.entries()) {
    await showState(env, popup, stored, `user-${index}`, t);
    await expectMessageInSight(popup, stored[0]);
    await popup.resize(LOW.width, LOW.height);
    await until('a low popup', () =>
      popup.evaluate(() => matchMedia('(max-height: 344px)').matches),
    );
    const { message, alone, card, buttons } = await popup.evaluate(measureContent);
    expect(Math.max(message, alone, card), `${stored[0]} at 200 %`).toBeLessThanOrEqual(buttons);
    await expectUsable(popup, `${stored[0]} at 200 %`);
    await popup.resize(ZOOMED.width, ZOOMED.height);
  }
}

/** Stores a state and waits for it. A `username` of its own tells the state from the one before. */
async function showState(
  env: TestEnvironment,
  popup: View,
  [, state, shows]: StoredState,
  username: string,
  t: Translate,
): Promise<void> {
  const account = 'account' in state && { account: { ...state.account, username } };
  await env.browser.store({ account: { ...state, ...account } });
  await until(`the popup to show: ${t(shows)}`, async () => {
    const shown = await popup.evaluate(() => document.getElementById('username')?.textContent);
    return shown === (account ? username : undefined) && (await popup.text()).includes(t(shows));
  });
}

async function expectMessageInSight(popup: View, title: string): Promise<void> {
  const { message, alone, buttons } = await popup.evaluate(measureContent);
  expect(message, title).toBeLessThanOrEqual(ZOOMED.height);
  expect(alone, title).toBeLessThanOrEqual(buttons + 1);
}

/** A scroll bar narrows the page, but moves nothing to the other side. */
interface Place {
  side: 'start' | 'end';
  top: number;
  bottom: number;
}

/** Where the balance and each button is. Runs in the page. */
function findPlaces(): Record<string, Place> {
  const elements = document.querySelectorAll('#balance, .buttons button');
  return Object.fromEntries(
    [...elements].map((element) => {
      const { left, top, bottom } = element.getBoundingClientRect();
      const name = element.id ? 'Balance' : element.textContent;
      const side = left < innerWidth / 4 ? 'start' : 'end';
      return [name, { side, top, bottom } as const];
    }),
  );
}

/**
 * The height of the page, where each message and the card of an account with a message end, and where the buttons
 * begin. Runs in the page.
 */
function measureContent() {
  const boxOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
  return {
    height: document.documentElement.scrollHeight,
    message: boxOf('.messages')?.bottom ?? 0,
    alone: boxOf('.empty > p')?.bottom ?? 0,
    card: boxOf('main:has(.messages > *) .card')?.bottom ?? 0,
    buttons: boxOf('.buttons > *')?.top ?? 0,
  };
}
