import { gzipSync } from 'node:zlib';
import { type JsMinifyOptions, minify } from '@swc/core';
import { minifySync } from 'rolldown/experimental';
import type { Plugin } from 'vite';

type Step = (code: string) => Promise<string>;

const swc =
  (options: JsMinifyOptions): Step =>
  async (code) =>
    (await minify(code, { mangle: true, ecma: 2022, ...options })).code;

const SAFE = { ecma: 2022, passes: 3, toplevel: true } as const;

/** With names to keep, a function is not moved to its only call. That makes most scripts larger, and React smaller. */
const FOR_PAGES = [SAFE, { ...SAFE, keep_fnames: true, if_return: false }] as const;

/**
 * Worth 96 and 80 bytes of the background. It has neither functions that use `this` nor regular expressions that keep
 * a position from one test to the next.
 */
const FOR_BACKGROUND = { ...SAFE, unsafe_arrows: true, unsafe_regexp: true } as const;

/**
 * Members by which the parts of the background use each other. Shorter names save 200 bytes. None of them is stored,
 * sent or the browser's: outside of `extension/background` only the rules of the refresh triggers have such names.
 */
export const OWN_MEMBERS: readonly string[] = [
  ...['abortRequests', 'accountOf', 'addDraft', 'afterRefresh', 'cancelSignIn'],
  ...['claim', 'dropOldDraft', 'dueAt', 'endSession', 'ensureScheduled'],
  ...['followPolicy', 'handleCommand', 'isAccountRemoved', 'isLastUsed', 'isSignedOut'],
  ...[
    'needsSession',
    'onBrowserUse',
    'onNotificationClick',
    'onPermissionsChanged',
    'onTabCreated',
  ],
  ...['onTabRemoved', 'onTabUrl', 'onWindowRemoved', 'record', 'recordUse'],
  ...['recover', 'refreshDue', 'refreshNow', 'refresher', 'repaintBadge'],
  ...['replacesSignOutProblem', 'requestSignal', 'reschedule', 'runExclusive', 'sendRecorded'],
  ...['supersedes', 'wakeUp', 'withPreferences'],
];

/** Each takes the result of the one before. */
const BACKGROUND_STEPS: readonly Step[] = [
  swc({ compress: FOR_BACKGROUND }),
  swc({ compress: { ...FOR_BACKGROUND, hoist_funs: true } }),
  async (code) => minifySync('background.js', code, { module: false, mangle: false }).code,
  swc({ mangle: { props: { regex: `^(?:${OWN_MEMBERS.join('|')})$` } } }),
];

const zippedSize = (code: string) => gzipSync(code).length;

/**
 * Minifies scripts once more, mostly with SWC, which inlines more than Vite's own minifier. Keeps the smallest of the
 * results and the script as it was. Leaves out what WXT puts around the background, which is for development.
 */
export const minifyAgain: Plugin = {
  name: 'minify-again',
  enforce: 'pre',
  transform(_, id) {
    const [, entry] = id.split('virtual:wxt-background-entrypoint?');
    return (
      entry && `import background from ${JSON.stringify(entry)}; export default background.main();`
    );
  },
  async generateBundle({ format }, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type !== 'chunk') continue;
      const results = [file.code];
      if (format === 'es') {
        for (const compress of FOR_PAGES) {
          results.push(await swc({ compress, module: true })(file.code));
        }
      } else {
        for (const step of BACKGROUND_STEPS) results.push(await step(results.at(-1) as string));
      }
      file.code = results.sort((one, other) => zippedSize(one) - zippedSize(other))[0] as string;
    }
  },
};
