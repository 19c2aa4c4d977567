import { fileURLToPath } from 'node:url';
import { defineConfig } from 'wxt';
import { bundleSizes, judgeSizes } from './extension/build/bundle-size.ts';

const PROXY_URL = process.env.WXT_PROXY_URL || 'http://localhost:8787';
if (!/^https?:$/.test(URL.parse(PROXY_URL)?.protocol ?? '')) {
  throw new Error(
    'WXT_PROXY_URL is not the address of a proxy. Example: WXT_PROXY_URL=https://wallet.example.com',
  );
}

/** Chrome and Firefox ignore or refuse ports in host patterns, so a pattern names scheme and host alone. */
function hostPattern(address: string): string {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  alias: { '@shared': fileURLToPath(new URL('shared', import.meta.url)) },
  manifestVersion: 3,
  modules: ['@wxt-dev/module-react'],
  hooks: {
    'build:done': ({ config }) => {
      if (config.mode !== 'production') return;
      const { lines, kept } = judgeSizes(bundleSizes(config.outDir));
      for (const line of lines) console.log(line);
      if (!kept) throw new Error('The extension has become too large.');
    },
  },
  manifest: ({ browser }) => ({
    name: '__MSG_extensionName__',
    description: '__MSG_extensionDescription__',
    default_locale: 'en',
    permissions: ['storage', 'alarms'],
    optional_permissions: ['notifications'],
    host_permissions: [hostPattern(PROXY_URL)],
    optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'],
    // Free in Chrome, Edge and Firefox: Chrome takes Alt+Shift+B for its bookmarks, and gives no extension its own keys.
    commands: { _execute_action: { suggested_key: { default: 'Alt+Shift+Y' } } },
    // The oldest that has all the code calls, AbortSignal.any the youngest of it.
    ...(browser !== 'firefox' && { minimum_chrome_version: '116' }),
    ...(browser === 'firefox' && {
      browser_specific_settings: {
        gecko: {
          id: 'balance-companion@self-hosted',
          strict_min_version: '142.0',
          data_collection_permissions: { required: ['none'] },
        },
      },
    }),
  }),
  zip: { excludeSources: ['.env', '.env.*', 'data/**', 'test-results/**'] },
});
