import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import { readAccount } from '../../../extension/storage/accounts.ts';
import { loginItem } from '../../../extension/storage/items.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import {
  ABOUT,
  errorReply,
  json,
  MINUTE,
  PROXY,
  TOP_UP,
} from '../../support/extension/fixtures.ts';
import {
  infoOf,
  inSlot,
  OTHER_PROXY,
  readList,
  respondToAccounts,
  signOutOf,
  storeAccounts,
  storedAbout,
  user,
} from '../../support/extension/several-accounts.ts';
import { portion, TIMEOUT_MS } from '../../support/fuzz/size.ts';

setUpEnvironment();

beforeEach(() => {
  for (const method of ['warn', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
});

/** The responses that a proxy may have for one account. */
const someResponse = fc.oneof(
  fc.record({ balance: fc.integer({ min: -5, max: 20 }) }),
  fc.record({ error: fc.constantFrom(...ERROR_CODES), retryAfter: fc.nat({ max: 4_000 }) }),
  fc.constantFrom('unreachable', 'html', 'another user', 'nothing yet'),
);

const someEvent = fc.constantFrom(
  ...(['refresh', 'popup_opened', 'sign_in', 'top_up', 'sign_out', 'delete_history'] as const),
  ...(['remove_account', 'rename', 'threshold', 'notifications', 'switch_account'] as const),
  ...(['alarm', 'outcome', 'closed', 'restart', 'move away', 'permission', 'wake_up'] as const),
);
type Event = typeof someEvent extends fc.Arbitrary<infer T> ? T : never;

/** Accounts 0 to 2 are on one proxy and account 3 on another. Account 1 is the one that things happen to. */
const ABOUT_ONE = 1;
const OTHERS = [0, 2, 3];

/** Lets something happen to one account. It may fail. */
async function happen(event: Event): Promise<unknown> {
  const account = ABOUT_ONE;
  const tabId = (await loginItem.get())?.tabId;
  // Without its account, a popup that opens shows another one.
  if (event === 'popup_opened' && !(await readAccount(account))) return;
  switch (event) {
    case 'rename':
      return env.run({ type: 'rename_account', name: 'Work', account });
    case 'threshold':
      return env.run({ type: 'set_preferences', changes: { threshold: 10 }, account });
    case 'notifications': {
      const changes = { lowBalanceNotification: true, creditNotification: true };
      return env.run({ type: 'set_preferences', changes, account });
    }
    case 'alarm':
      return env.background.scheduler.refreshNow([account]);
    case 'outcome':
      return (
        tabId === undefined || env.background.signIn.onTabUrl(tabId, `${PROXY}/?login=success`)
      );
    case 'closed':
      return tabId === undefined || env.background.signIn.onTabRemoved(tabId);
    case 'restart':
      return env.restart().wakeUp();
    case 'move away':
      return env.run({ type: 'save_address', address: 'https://third.example', account });
    case 'permission':
      return env.account && env.background.accountOf(account).refresher.refresh('permission');
    case 'wake_up':
      return env.background.wakeUp();
    default:
      return env.run({ type: event, account });
  }
}

function respond(
  response: typeof someResponse extends fc.Arbitrary<infer T> ? T : never,
): Response | Promise<never> {
  if (response === 'unreachable') throw new TypeError('Failed to fetch');
  if (response === 'html') return new Response('<h1>Hotel</h1>');
  if (response === 'another user') return json(200, user(77));
  if (response === 'nothing yet') return errorReply('platform_timeout');
  if ('balance' in response) {
    const parts = {
      balance_formatted: `${response.balance}.00`,
      as_of: Math.floor(env.now / 1000),
    };
    return json(200, user(ABOUT_ONE, parts));
  }
  return errorReply(response.error, { 'Retry-After': String(response.retryAfter) });
}

test(
  'whatever happens to one account leaves the stored data of the others as it was',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(someEvent, someResponse, fc.nat({ max: 3 })), { maxLength: 10 }),
        async (events) => {
          fakeBrowser.reset();
          for (const name of ['notifications', `${OTHER_PROXY}/*`, 'https://third.example/*']) {
            env.permissions.granted.add(name);
          }
          await storeAccounts({}, {}, {}, { address: OTHER_PROXY, slot: 0 });
          respondToAccounts(env, 3);
          env.routes['GET https://third.example/api/about'] = () => json(200, ABOUT);
          env.restart();
          await env.background.wakeUp();
          const before = await Promise.all(OTHERS.map(storedAbout));
          for (const [event, response, minutes] of events) {
            // Less than an interval, so that nothing else is due.
            env.now += minutes * MINUTE * 0.25;
            for (const request of [infoOf(1), inSlot(TOP_UP, 1), signOutOf(1)]) {
              env.routes[request] = () => respond(response);
            }
            await happen(event).catch(() => undefined);
          }
          expect(await Promise.all(OTHERS.map(storedAbout))).toEqual(before);
          const { entries } = await readList();
          expect(entries.filter(({ id }) => id !== ABOUT_ONE)).toEqual([
            { id: 0, slot: 0 },
            { id: 2, slot: 2 },
            { id: 3, slot: 0 },
          ]);
        },
      ),
      portion(0.01),
    );
  },
  TIMEOUT_MS,
);
