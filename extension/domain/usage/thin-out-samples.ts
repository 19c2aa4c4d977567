import { compare } from '../amounts/decimal.ts';
import { MAX_SAMPLES, type Sample } from './history.ts';

const MINUTES_A_DAY = 24 * 60;

/** Older samples are forgotten. In minutes. */
export const MAX_AGE = 90 * MINUTES_A_DAY;

/** Samples that are closer together become one. In minutes. */
const MIN_DISTANCE = 5;

/** Younger samples are all kept. Of older days the first and the last are enough. In minutes. */
const FULL_DETAIL_AGE = 7 * MINUTES_A_DAY;

/** Merges samples of an unchanged balance into its first and its last, and close samples unless the balance turned. */
export function append(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const [before, last] = [samples.at(-2), samples.at(-1)];
  if (!before || !last || !continues(before, last, sample)) return [...samples, sample];
  const isFlat = compareSamples(last, sample) === '0 0' && last[2] === sample[2];
  const isClose = sample[0] - before[0] < MIN_DISTANCE || sample[0] === last[0];
  return isFlat || isClose ? [...samples.slice(0, -1), sample] : [...samples, sample];
}

function continues(before: Sample, last: Sample, sample: Sample): boolean {
  const direction = compareSamples(before, last);
  return direction !== null && direction === compareSamples(last, sample);
}

/** The directions of the balance and of the usage. `null` if usage is unknown, as it is whenever the balance is. */
function compareSamples(one: Sample, other: Sample): string | null {
  if (one[3] === null || other[3] === null) return null;
  return `${Math.sign(Number(other[1]) - Number(one[1]))} ${compare(other[3], one[3])}`;
}

/** Forgets samples that are too old, and leaves out those of older days that nothing needs. Times are minutes. */
export function thinOut(samples: readonly Sample[], otherMinute: number): readonly Sample[] {
  const now = Math.min(samples.at(-1)?.[0] ?? 0, otherMinute);
  const isYoung = ([minute]: Sample) => now - minute <= MAX_AGE;
  const young = samples.slice(samples.findIndex(isYoung));
  if (young.length <= MAX_SAMPLES) return young;
  const dayOf = (sample: Sample | undefined) => sample && Math.floor(sample[0] / MINUTES_A_DAY);
  const thin = young.filter((sample, index) => {
    if (now - sample[0] <= FULL_DETAIL_AGE) return true;
    const day = dayOf(sample);
    return day !== dayOf(young[index - 1]) || day !== dayOf(young[index + 1]);
  });
  return thin.slice(-MAX_SAMPLES);
}
