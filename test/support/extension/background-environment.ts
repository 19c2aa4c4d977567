import { beforeEach, expect } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';
import {
  type Background,
  createBackground,
} from '../../../extension/background/create-background.ts';
import type { Command } from '../../../extension/background/messages.ts';
import { FIRST_ID, INITIAL_LIST } from '../../../extension/domain/account-list.ts';
import type { Account } from '../../../extension/domain/account-state.ts';
import type { RefreshTrigger } from '../../../extension/domain/refresh-policy.ts';
import { accountListItem } from '../../../extension/storage/items.ts';
import { SLOT_HEADER } from '../../../shared/account-slots.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { resetBrowser } from './browser.ts';
import {
  account,
  errorReply,
  INFO,
  json,
  MINUTE,
  NOON,
  PROXY,
  SIGN_OUT,
  TOP_UP,
  TOP_UP_PAGE,
} from './fixtures.ts';
import { accountItem } from './stored-items.ts';

/** The commands that need no more than their type. */
type PlainCommand = 'popup_opened' | 'refresh' | 'sign_in' | 'sign_out' | 'top_up';

/** A background with a proxy that responds by `routes`, and a clock that stands still. */
export class TestEnvironment {
  /**
   * Responses by request, such as `GET /api/user/info`; those of other proxies with their origin, and those of other
   * slots than 0 with their number: `GET /api/user/info in slot 1`.
   */
  readonly routes: Record<string, () => Response | Promise<Response>> = {
    [INFO]: () => errorReply('not_authenticated'),
    [SIGN_OUT]: () => new Response(null, { status: 204 }),
    [TOP_UP]: () => json(200, { topup_url: TOP_UP_PAGE }),
  };
  readonly requests: string[] = [];
  /** What the background wanted to wait for, in milliseconds. */
  readonly sleeps: number[] = [];
  now = NOON;
  isOnline = true;
  isolates = false;
  readonly permissions: ReturnType<typeof resetBrowser>;
  /** Whether a response still arrives after its request was aborted, because it was on its way. */
  ignoresAbort = false;
  background: Background;

  /** Resets the fake browser too. */
  constructor(language?: 'en' | 'zh_CN') {
    this.permissions = resetBrowser(language);
    this.background = this.restart();
  }

  /** Replaces the background as if the worker had been stopped: only storage is left. */
  restart(): Background {
    this.background = createBackground({
      fetch: (input, init) => this.#fetch(new URL(String(input)), init),
      now: () => this.now,
      random: () => 0.5,
      sleep: async (ms) => this.sleeps.push(ms),
      isOnline: () => this.isOnline,
      isolates: this.isolates,
    });
    return this.background;
  }

  /** The parts of the first account. */
  get account() {
    return this.background.accountOf(FIRST_ID);
  }

  run(command: Command | PlainCommand): ReturnType<Background['handleCommand']> {
    return this.background.handleCommand(typeof command === 'string' ? { type: command } : command);
  }

  /** Lets the proxy respond with this account from now on. */
  respondWith(parts?: Partial<Account>): void {
    this.routes[INFO] = () => json(200, account(parts));
  }

  /** Refreshes while the proxy responds with this account. */
  fetchAccount(parts?: Partial<Account>, trigger: RefreshTrigger = 'click'): Promise<void> {
    this.respondWith(parts);
    return this.account.refresher.refresh(trigger);
  }

  /** Refreshes while the proxy responds with this error. `retryAfter` is a number of seconds. */
  fetchError(
    error: ErrorCode,
    trigger: RefreshTrigger = 'click',
    retryAfter?: string,
  ): Promise<void> {
    const headers = retryAfter ? { 'Retry-After': retryAfter } : {};
    this.routes[INFO] = () => errorReply(error, headers);
    return this.account.refresher.refresh(trigger);
  }

  /** Keeps the response to this request back until the returned function is called with it. */
  defer(request: string): (response: Response) => void {
    const { promise, resolve } = Promise.withResolvers<Response>();
    this.routes[request] = () => promise;
    return resolve;
  }

  /**
   * Sends a request for the account, whose response waits until the returned function is called. The function resolves
   * after the command.
   */
  async startRefresh(
    command: 'refresh' | 'popup_opened' = 'refresh',
  ): Promise<(response?: Response) => Promise<unknown>> {
    const respond = this.defer(INFO);
    const sent = this.requests.length;
    const done = this.run(command);
    await expect.poll(() => this.requests.slice(sent)).toEqual([INFO]);
    return (response = json(200, account())) => {
      respond(response);
      return done;
    };
  }

  /** Minutes until the alarm for the next refresh; `null` if none is set. */
  async minutesToRefresh(): Promise<number | null> {
    const alarm = await fakeBrowser.alarms.get('next-look');
    return alarm ? (alarm.scheduledTime - this.now) / MINUTE : null;
  }

  /** Expects the stored account state to have these members. */
  async expectState(members: object): Promise<void> {
    expect(await accountItem.get()).toMatchObject(members);
  }

  async #fetch({ origin, pathname }: URL, init: RequestInit = {}): Promise<Response> {
    const slot = new Headers(init.headers).get(SLOT_HEADER);
    const place = (slot ?? '0') === '0' ? '' : ` in slot ${slot}`;
    const request = `${init.method} ${origin === PROXY ? '' : origin}${pathname}${place}`;
    this.requests.push(request);
    const route = this.routes[request];
    if (!route) throw new TypeError('Failed to fetch');
    const aborted = new Promise<never>((_, reject) => {
      const { signal } = init;
      if (!this.ignoresAbort) signal?.addEventListener('abort', () => reject(signal.reason));
    });
    // A route may throw; the race still handles the rejection of an abort that comes later.
    return Promise.race([(async () => route())(), aborted]);
  }
}

/** The environment of the current test, after {@link setUpEnvironment}. */
export let env: TestEnvironment;

/** Gives each test of this file a new browser and a new environment. */
export function setUpEnvironment(): void {
  beforeEach(async () => {
    env = new TestEnvironment();
    // Without a stored list, the first refresh looks for sessions that are not in it.
    await accountListItem.set(INITIAL_LIST);
  });
}
