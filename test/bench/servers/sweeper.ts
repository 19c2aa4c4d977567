import { join } from 'node:path';
import { createSessionSweeper } from '../../../proxy/auth/session-sweeper.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';

/** The proxy's own sweeper on a store, in a process that does nothing else. */
const store = openSqliteStore(join(process.env.DATA_DIR ?? '', 'sessions.sqlite'));
const sweeper = createSessionSweeper({
  removeEnded: (limit) => store.removeEnded(Date.now(), limit),
  intervalMs: 1,
  onError: (error) => {
    throw error;
  },
});

process.on('message', async (message) => {
  if (message === 'sweep') sweeper.start();
  if (message === 'count') process.send?.({ sessions: await store.count() });
});
process.channel?.ref();
