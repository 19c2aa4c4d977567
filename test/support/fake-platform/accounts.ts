export interface NewAccount {
  username: string;
  /** Defaults to the username. */
  password?: string;
  email?: string;
  quota?: number;
  usedQuota?: number;
}

export const UNITS_PER_CREDIT = 1_000;

export function formatCredit(units: number): string {
  return (units / UNITS_PER_CREDIT).toFixed(2);
}

/** One user of the platform. `quota` is the total credit, `usedQuota` the used part. */
export class Account {
  readonly id: number;
  readonly username: string;
  readonly createdTime: number;
  password: string;
  email: string;
  quota: number;
  usedQuota: number;
  /** 1 is active. */
  status = 1;
  #balanceFormatted: string | null = null;

  constructor(id: number, createdTime: number, input: NewAccount) {
    this.id = id;
    this.createdTime = createdTime;
    this.username = input.username;
    this.password = input.password ?? input.username;
    this.email = input.email ?? `${input.username}@example.com`;
    this.quota = input.quota ?? 1_000_000;
    this.usedQuota = input.usedQuota ?? 0;
  }

  /** The balance in userinfo. A test can set any text. */
  get balanceFormatted(): string {
    return this.#balanceFormatted ?? formatCredit(this.quota - this.usedQuota);
  }

  set balanceFormatted(text: string) {
    this.#balanceFormatted = text;
  }

  spend(units: number): void {
    this.usedQuota += units;
  }

  credit(units: number): void {
    this.quota += units;
  }
}

export class Accounts {
  #byUsername = new Map<string, Account>();
  #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(input: NewAccount): Account {
    if (this.#byUsername.has(input.username)) throw new Error(`user ${input.username} exists`);
    const id = 12_345 + this.#byUsername.size;
    const account = new Account(id, Math.floor(this.#now() / 1_000), input);
    this.#byUsername.set(account.username, account);
    return account;
  }

  /** @throws if there is no such user */
  get(username: string): Account {
    const account = this.#byUsername.get(username);
    if (!account) throw new Error(`the platform has no user ${username}`);
    return account;
  }

  withPassword(username: string, password: string): Account | null {
    const account = this.#byUsername.get(username);
    return account?.password === password ? account : null;
  }
}
