import { useCallback, useState } from 'react';

/** Runs work that may fail. `busy` is the name of the work in progress; `failed` is whether the last one failed. */
export function useWork<Name extends string>() {
  const [busy, setBusy] = useState<Name | null>(null);
  const [failed, setFailed] = useState(false);

  const start = useCallback(async (name: Name, work: () => Promise<unknown>): Promise<void> => {
    setBusy(name);
    try {
      await work();
      setFailed(false);
    } catch (error) {
      console.error(error);
      setFailed(true);
    } finally {
      setBusy((current) => (current === name ? null : current));
    }
  }, []);

  return { busy, failed, start };
}
