import { expect, test } from 'vitest';
import { DEFAULT_PREFERENCES, type Preferences } from '../../../extension/domain/preferences.ts';
import { preferencesItem } from '../../../extension/storage/items.ts';
import { env, setUpEnvironment } from '../../support/extension/background-environment.ts';

setUpEnvironment();

const change = (changes: Partial<Preferences>) => env.run({ type: 'set_preferences', changes });

test('a change of one preference leaves the others unchanged', async () => {
  const chosen = { ...DEFAULT_PREFERENCES, minutes: 30, threshold: 5.5, hidden: true } as const;
  await preferencesItem.set(chosen);
  await change({ threshold: null });
  expect(await preferencesItem.get()).toEqual({ ...chosen, threshold: null });
});

test('concurrent changes do not undo each other', async () => {
  const changes = { minutes: 60, badge: false, hidden: true } as const;
  const { minutes, badge, hidden } = changes;
  await Promise.all([change({ minutes }), change({ badge }), change({ hidden })]);
  expect(await preferencesItem.get()).toEqual({ ...DEFAULT_PREFERENCES, ...changes });
});
