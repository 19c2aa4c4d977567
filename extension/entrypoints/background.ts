import { defineBackground } from 'wxt/utils/define-background';
import { createBackground } from '../background/create-background.ts';
import { listen } from '../background/listeners.ts';

export default defineBackground(() => {
  listen(
    createBackground({
      fetch: (input, init) => fetch(input, init),
      now: Date.now,
      random: Math.random,
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      isOnline: () => navigator.onLine !== false,
      isolates: import.meta.env.FIREFOX,
    }),
  );
});
