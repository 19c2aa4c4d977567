import { defineBackground } from 'wxt/utils/define-background';
import { createCompanion } from '../background/companion.ts';
import { listen } from '../background/listen.ts';

export default defineBackground(() => {
  listen(
    createCompanion({
      fetch: (input, init) => fetch(input, init),
      now: Date.now,
      random: Math.random,
      isOnline: () => navigator.onLine !== false,
      isolates: import.meta.env.FIREFOX,
    }),
  );
});
