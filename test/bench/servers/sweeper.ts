import { join } from 'node:path';
import { SessionSweeper } from '../../../proxy/auth/session-sweeper.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';

/** The proxy's own sweeper on a store, in a process that does nothing else. */
const store = openSqliteStore(join(process.env.DATA_DIR ?? '', 'sessions.sqlite'));
const sweeper = new SessionSweeper({
  removeEnded: (limit) => store.removeEnded(Date.now(), limit),
  every: 1,
  onFault: (error) => {
    throw error;
  },
});

process.on('message', async (message) => {
  if (message === 'sweep') sweeper.start();
  if (message === 'count') process.send?.({ sessions: await store.count() });
});
process.channel?.ref();
