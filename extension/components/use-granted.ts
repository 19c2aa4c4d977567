import { useEffect, useState } from 'react';
import { browser } from '../browser/browser.ts';
import type { Permissions } from '../browser/permissions.ts';
import { safely } from '../browser/safely.ts';

/** Whether all of `wanted` is granted. Starts with `first` and follows every change of the permissions. */
export function useGranted(wanted: Permissions, first: boolean): boolean {
  const [granted, setGranted] = useState(first);
  const key = JSON.stringify(wanted);
  useEffect(() => {
    let isCurrent = true;
    const check = () =>
      safely(async () => {
        const isNowGranted = await browser.permissions.contains(JSON.parse(key));
        if (isCurrent) setGranted(isNowGranted);
      });
    browser.permissions.onAdded.addListener(check);
    browser.permissions.onRemoved.addListener(check);
    check();
    return () => {
      isCurrent = false;
      browser.permissions.onAdded.removeListener(check);
      browser.permissions.onRemoved.removeListener(check);
    };
  }, [key]);
  return granted;
}
