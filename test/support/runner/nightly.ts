/** Whether all is tried, as every night (`NIGHTLY=1 npm test`), or a little of everything, as for each change. */
export const NIGHTLY = process.env.NIGHTLY === '1';
