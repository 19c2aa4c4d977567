import stored from './storage.json' with { type: 'json' };

const MINUTE_MS = 60_000;

/** What the extension of version 0.1.0 has stored about `user`, who used it last `ageMs` ago. */
export function storageOfVersion010(
  user: { readonly id: number; readonly username: string; readonly email: string },
  ageMs = 10 * MINUTE_MS,
) {
  const { account: state, activity, history } = stored;
  const { id, username, email } = user;
  const laterMs = Date.now() - ageMs - activity.usedAt;
  const laterSeconds = Math.floor(laterMs / 1_000);
  const laterMinutes = Math.floor(laterMs / MINUTE_MS);
  const as_of = state.account.as_of + laterSeconds;
  return {
    ...stored,
    account: { ...state, account: { ...state.account, id, username, email, as_of } },
    activity: { usedAt: activity.usedAt + laterMs },
    history: {
      owner: `${typeof id} ${id}`,
      samples: history.samples.map(([minute = 0, ...amounts]) => [
        minute + laterMinutes,
        ...amounts,
      ]),
    },
  };
}
