import type { Adapter, AdapterPayload } from 'oidc-provider';

type Model = Map<string, AdapterPayload>;

/**
 * The provider's records, in memory. The provider uses the real time, but tests move the platform's clock:
 * expiry is stored in the platform's time and returned in real time.
 */
export class Records {
  #models = new Map<string, Model>();
  #findClient: (clientId: string) => AdapterPayload | undefined;
  #now: () => number;

  /** @param now the platform's clock, in milliseconds */
  constructor(findClient: (clientId: string) => AdapterPayload | undefined, now: () => number) {
    this.#findClient = findClient;
    this.#now = now;
  }

  readonly adapterFor = (name: string): Adapter => {
    const model = this.#model(name);
    const find = (match: (payload: AdapterPayload) => boolean) =>
      this.#handOut([...model.values()].find(match));
    return {
      upsert: async (id, payload) => {
        model.set(id, withEnd(payload, this.#ahead()));
      },
      find: async (id) => (name === 'Client' ? this.#findClient(id) : this.#handOut(model.get(id))),
      findByUid: async (uid) => find((payload) => payload.uid === uid),
      findByUserCode: async (code) => find((payload) => payload.userCode === code),
      consume: async (id) => {
        const payload = model.get(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1_000);
      },
      destroy: async (id) => {
        model.delete(id);
      },
      revokeByGrantId: async (grantId) => removeFrom(model, (each) => each.grantId === grantId),
    };
  };

  /** Revokes the grants of this user. */
  endGrants(username: string): void {
    for (const [grantId, grant] of this.#model('Grant')) {
      if (grant.accountId !== username) continue;
      this.#model('Grant').delete(grantId);
      for (const model of this.#models.values()) {
        removeFrom(model, (each) => each.grantId === grantId);
      }
    }
  }

  expireAccessTokens(username?: string): void {
    for (const payload of this.#model('AccessToken').values()) {
      if (username === undefined || payload.accountId === username) payload.exp = 1;
    }
  }

  #model(name: string): Model {
    const model = this.#models.get(name) ?? new Map();
    this.#models.set(name, model);
    return model;
  }

  #handOut(payload: AdapterPayload | undefined): AdapterPayload | undefined {
    return payload && withEnd(payload, -this.#ahead());
  }

  /** Seconds by which the platform's clock is ahead of the real one. */
  #ahead(): number {
    return Math.round((this.#now() - Date.now()) / 1_000);
  }
}

function withEnd(payload: AdapterPayload, later: number): AdapterPayload {
  return payload.exp === undefined ? { ...payload } : { ...payload, exp: payload.exp + later };
}

function removeFrom(model: Model, matches: (payload: AdapterPayload) => boolean): void {
  for (const [id, payload] of model) if (matches(payload)) model.delete(id);
}
