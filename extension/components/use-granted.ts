import { useEffect, useState } from 'react';
import { browser } from '../browser/browser.ts';
import { isGranted, type Permissions } from '../browser/permissions.ts';

/** Whether all of `wanted` is granted. Starts with `first` and follows every change of the permissions. */
export function useGranted(wanted: Permissions, first: boolean): boolean {
  const [granted, setGranted] = useState(first);
  const key = JSON.stringify(wanted);
  useEffect(() => {
    let isCurrent = true;
    const check = () =>
      isGranted(JSON.parse(key)).then((isNowGranted) => {
        if (isCurrent) setGranted(isNowGranted);
      }, console.warn);
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
