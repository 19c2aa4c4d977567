import { beforeEach, describe, expect, test } from 'vitest';
import { readAccounts } from '../../../extension/storage/accounts.ts';
import { accountListItem } from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';
import { errorReply, json } from '../../support/extension/fixtures.ts';
import { infoOf, readList, respondToAccounts } from '../../support/extension/several-accounts.ts';

setUpEnvironment();

beforeEach(() => respondToAccounts(env, 10));

const ids = async () => (await readList()).entries.map(({ id }) => id);
const sessions = (...slots: number[]) => {
  env.routes['GET /api/sessions'] = () => json(200, { slots });
};

describe('after a reinstallation', () => {
  beforeEach(() => accountListItem.set(null));

  test('the sessions that the browser still has are found, and each has its balance', async () => {
    env.routes[infoOf(0)] = () => errorReply('not_authenticated');
    sessions(2, 5);
    await env.run('popup_opened');
    await expect
      .poll(async () => (await readAccounts()).accounts.map((one) => one.state))
      .toMatchObject([{ account: { id: 2 } }, { account: { id: 5 } }]);
    const { entries, active } = await readList();
    expect(entries.map(({ slot }) => slot)).toEqual([2, 5]);
    expect(active).toBe(entries[0]?.id);
  });

  test.each([
    ['a proxy that has no others', () => json(200, { slots: [0] })],
    ['a proxy of version 0.1.0', () => errorReply('not_found')],
  ])('%s is asked for them once', async (_, respond) => {
    env.routes['GET /api/sessions'] = respond;
    await env.run('refresh');
    await env.run('refresh');
    expect(env.requests).toEqual([infoOf(0), 'GET /api/sessions', infoOf(0)]);
    expect(await ids()).toEqual([0]);
  });
});
