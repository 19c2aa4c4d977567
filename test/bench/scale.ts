/** How much is measured. */
export interface Scale {
  /** Load before anything counts: until Node has compiled what runs often. */
  warmUpMs: number;
  rounds: number;
  /** How long each server is loaded in each round. */
  roundMs: number;
  /** Sessions that take turns where there are to be many. */
  sessions: number;
  /** The numbers of sessions in the stores that are compared, in ascending order. */
  stored: readonly number[];
  /** How many sessions of the largest store have ended and are removed. */
  ended: number;
  /** How often each page is opened. */
  openings: number;
}

/** The scale of the published figures. */
export const FULL: Scale = {
  warmUpMs: 6_000,
  rounds: 9,
  roundMs: 1_500,
  sessions: 1_000,
  stored: [1_000, 100_000, 1_000_000],
  ended: 10_000,
  openings: 25,
};

/** Just enough to check that everything works; its figures mean nothing. */
export const SHORT: Scale = {
  warmUpMs: 100,
  rounds: 1,
  roundMs: 100,
  sessions: 10,
  stored: [20, 200],
  ended: 100,
  openings: 1,
};
