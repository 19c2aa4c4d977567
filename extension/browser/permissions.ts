import { hostPattern } from '../domain/host-permission.ts';
import { browser } from './browser.ts';

/** Permissions, and hosts as match patterns. */
export type Permissions = Parameters<typeof browser.permissions.contains>[0];

/**
 * Asks the user for `wanted`; the browser does not ask again for what is granted. Browsers allow this only
 * during a click: call it before the click handler awaits anything. Never rejects: `failed` means that the
 * browser could not ask.
 */
export async function requestPermissions(
  wanted: Permissions,
): Promise<'granted' | 'refused' | 'failed'> {
  try {
    return (await browser.permissions.request(wanted)) ? 'granted' : 'refused';
  } catch (error) {
    console.warn(error);
    return 'failed';
  }
}

/** Whether the browser grants access to the host of `address`. */
export function mayReach(address: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [hostPattern(address)] });
}
