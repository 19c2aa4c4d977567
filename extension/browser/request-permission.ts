import { browser } from './browser.ts';
import type { Permissions } from './permissions.ts';

/**
 * Asks the user for `wanted`, without a question where it is granted already. Must be called before
 * anything is awaited after the click. `false` where the user said no or could not be asked.
 */
export async function requestPermissions(wanted: Permissions): Promise<boolean> {
  try {
    return await browser.permissions.request(wanted);
  } catch (error) {
    console.warn(error);
    return false;
  }
}
