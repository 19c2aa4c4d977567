import { fileURLToPath } from 'node:url';
import { defineConfig } from 'wxt';

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
  manifest: ({ browser }) => ({
    name: '__MSG_extensionName__',
    description: '__MSG_extensionDescription__',
    default_locale: 'en',
    permissions: ['storage', 'alarms'],
    host_permissions: [hostPattern(PROXY_URL)],
    optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'],
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
