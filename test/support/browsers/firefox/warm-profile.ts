import type { LaunchOptions } from '../browser-under-test.ts';
import { makeProfile, removeProfile } from '../profile.ts';
import { startFirefox } from './engine.ts';

/** The environment variable that tells the tests where such a profile is. */
export const WARM_PROFILE = 'USED_FIREFOX_PROFILE';

/**
 * Makes the profile of a Firefox that was started once and knows nobody. With a copy of it, a start takes
 * half as long as with an empty one.
 */
export async function makeWarmProfile(
  options: Pick<LaunchOptions, 'executable' | 'extension'>,
): Promise<string> {
  const profile = makeProfile('firefox');
  try {
    const firefox = await startFirefox({ profile, recordingPort: undefined }, options);
    await firefox.close();
    return profile;
  } catch (error) {
    removeProfile(profile);
    throw error;
  }
}
