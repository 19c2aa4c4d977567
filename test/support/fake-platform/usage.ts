/** Accumulates the usage of every account. A changed rate applies from now on. */
export class UsageMeter {
  #now: () => number;
  #perMinute: number;
  #since: number;
  #total = 0;

  constructor(now: () => number, perMinute: number) {
    this.#now = now;
    this.#perMinute = perMinute;
    this.#since = now();
  }

  get perMinute(): number {
    return this.#perMinute;
  }

  set perMinute(units: number) {
    this.#total = this.total;
    this.#since = this.#now();
    this.#perMinute = units;
  }

  get total(): number {
    return this.#total + ((this.#now() - this.#since) / 60_000) * this.#perMinute;
  }
}
