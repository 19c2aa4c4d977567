import { useEffect, useState } from 'react';
import { browser } from './browser.ts';

/** Permissions, and hosts as match patterns. */
export type Permissions = Parameters<typeof browser.permissions.contains>[0];

/** Whether the browser grants all of `wanted` now. */
export async function isGranted(wanted: Permissions): Promise<boolean> {
  return browser.permissions.contains(wanted);
}

/** Whether all of `wanted` is granted: `first`, and from then on what the user makes of it anywhere. */
export function useGranted(wanted: Permissions, first: boolean): boolean {
  const [granted, setGranted] = useState(first);
  const key = JSON.stringify(wanted);
  useEffect(() => {
    let isCurrent = true;
    const look = () =>
      isGranted(JSON.parse(key)).then((answer) => {
        if (isCurrent) setGranted(answer);
      }, console.warn);
    browser.permissions.onAdded.addListener(look);
    browser.permissions.onRemoved.addListener(look);
    look();
    return () => {
      isCurrent = false;
      browser.permissions.onAdded.removeListener(look);
      browser.permissions.onRemoved.removeListener(look);
    };
  }, [key]);
  return granted;
}
