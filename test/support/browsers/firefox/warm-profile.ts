import type { LaunchOptions } from '../engine.ts';
import { makeProfile, removeProfile } from '../profile.ts';
import { startFirefox } from './engine.ts';

/** The environment variable with the path of such a profile. */
export const WARM_PROFILE = 'USED_FIREFOX_PROFILE';

/** Creates a profile by starting Firefox once. With a copy of it, a start takes half as long as without. */
export async function makeWarmProfile(
  options: Pick<LaunchOptions, 'executable' | 'extension'>,
): Promise<string> {
  const profile = makeProfile('firefox');
  try {
    const firefox = await startFirefox(options, profile);
    await firefox.close();
    return profile;
  } catch (error) {
    removeProfile(profile);
    throw error;
  }
}
