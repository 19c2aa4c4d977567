/** The scale of the published figures. */
export const FULL = {
  /** Load before anything counts: until Node has compiled what runs often. */
  warmUpMs: 6_000,
  rounds: 9,
  /** How long each server is loaded in each round. */
  roundMs: 1_500,
  /** Sessions that take turns where there are to be many. */
  sessions: 1_000,
  /** The numbers of sessions in the stores that are compared, in ascending order. */
  stored: [1_000, 100_000, 1_000_000],
  /** How many sessions of the largest store have ended and are removed. */
  ended: 10_000,
  /** How often each page is opened. */
  openings: 25,
  /** A long run: how often its figures are taken, and how long it runs in between. */
  periods: 120,
  periodMs: 60_000,
};

/** How much is measured. */
export type Scale = Readonly<typeof FULL>;

/** Just enough to check that everything works; its figures mean nothing. */
export const SHORT: Scale = {
  warmUpMs: 100,
  rounds: 1,
  roundMs: 100,
  sessions: 10,
  stored: [20, 200],
  ended: 100,
  openings: 1,
  periods: 4,
  periodMs: 1_000,
};
