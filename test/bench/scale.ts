/** How much is measured. */
export interface Scale {
  /** Milliseconds of load before anything counts: until Node has compiled what runs often. */
  warmUp: number;
  rounds: number;
  /** Milliseconds for which each server is loaded in each round. */
  roundLength: number;
  /** Sessions that take turns where there are to be many. */
  sessions: number;
}

/** What the figures in the README come from. */
export const WHOLE: Scale = { warmUp: 6_000, rounds: 9, roundLength: 1_500, sessions: 1_000 };

/** Just enough to see that everything works; its figures mean nothing. */
export const SHORT: Scale = { warmUp: 100, rounds: 1, roundLength: 100, sessions: 10 };
