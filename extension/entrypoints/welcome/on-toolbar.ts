import { useEffect, useState } from 'react';
import { browser } from '../../browser/browser.ts';

/** Whether the extension's button is in the toolbar; `null` if the browser does not say. */
export async function readOnToolbar(): Promise<boolean | null> {
  try {
    const settings = await browser.action.getUserSettings?.();
    return settings?.isOnToolbar ?? null;
  } catch (error) {
    console.warn(error);
    return null;
  }
}

/** Reads it again whenever `now` changes: most browsers have no event for it. Starts with `first`. */
export function useOnToolbar(first: boolean | null, now: number): boolean | null {
  const [isOnToolbar, setOnToolbar] = useState(first);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the time of the reading.
  useEffect(() => {
    let isCurrent = true;
    readOnToolbar().then((read) => isCurrent && setOnToolbar(read));
    return () => {
      isCurrent = false;
    };
  }, [now]);
  return isOnToolbar;
}
