import { useCallback, useState } from 'react';

/**
 * Runs work that may fail. `busy` is the name of the work in progress; `failed` is whether the last one failed. Both
 * are about `subject`, such as the account that is shown: work for another subject does not show.
 */
export function useWork<Name extends string>(subject: number | null = null) {
  const [current, setCurrent] = useState<{ name: Name; subject: number | null } | null>(null);
  const [failure, setFailure] = useState<typeof current>(null);

  const start = useCallback(
    async (name: Name, work: () => Promise<unknown>): Promise<void> => {
      const own = { name, subject };
      setCurrent(own);
      try {
        await work();
        setFailure(null);
      } catch (error) {
        console.error(error);
        setFailure(own);
      } finally {
        setCurrent((latest) => (latest === own ? null : latest));
      }
    },
    [subject],
  );

  return {
    busy: current?.subject === subject ? current.name : null,
    failed: failure !== null && failure.subject === subject,
    start,
  };
}
