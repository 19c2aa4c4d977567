/** How much is measured. */
export interface Scale {
  /** Milliseconds of load before anything counts: until Node has compiled what runs often. */
  warmUp: number;
  rounds: number;
  /** Milliseconds for which each server is loaded in each round. */
  roundLength: number;
  /** Sessions that take turns where there are to be many. */
  sessions: number;
  /** How many sessions are in the stores that are compared, from few to many. */
  stored: readonly number[];
  /** How many of the most have ended and are removed. */
  ended: number;
  /** How often each page is opened. */
  openings: number;
}

/** What the figures in the README come from. */
export const WHOLE: Scale = {
  warmUp: 6_000,
  rounds: 9,
  roundLength: 1_500,
  sessions: 1_000,
  stored: [1_000, 100_000, 1_000_000],
  ended: 10_000,
  openings: 25,
};

/** Just enough to see that everything works; its figures mean nothing. */
export const SHORT: Scale = {
  warmUp: 100,
  rounds: 1,
  roundLength: 100,
  sessions: 10,
  stored: [20, 200],
  ended: 100,
  openings: 1,
};
