import { fileURLToPath } from 'node:url';
import { defineConfig } from 'wxt';
import { readBuildConfig } from './extension/build/build-config.ts';
import { buildHooks } from './extension/build/wxt-hooks.ts';
import { hostPattern } from './extension/domain/host-permission.ts';
import { toolbarIconPaths } from './extension/domain/toolbar-icon.ts';
import packageJson from './package.json' with { type: 'json' };

export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  manifestVersion: 3,
  modules: ['@wxt-dev/module-react'],
  hooks: buildHooks(packageJson.version),
  manifest: ({ browser }) => {
    const { proxyUrl, firefoxId, firefoxDataCollection } = readBuildConfig(process.env);
    return {
      name: '__MSG_extensionName__',
      description: '__MSG_extensionDescription__',
      version: packageJson.version,
      default_locale: 'en',
      permissions: ['storage', 'alarms'],
      optional_permissions: ['notifications'],
      host_permissions: [hostPattern(proxyUrl)],
      optional_host_permissions: ['https://*/*', 'http://localhost/*', 'http://127.0.0.1/*'],
      // Shown until the background has read the account status.
      action: { default_icon: toolbarIconPaths('calm') },
      // Unused in Chrome, Edge and Firefox. Alt+Shift+B would be Chrome's own shortcut for its bookmarks.
      commands: { _execute_action: { suggested_key: { default: 'Alt+Shift+Y' } } },
      // The first version with AbortSignal.any, the newest API that the extension uses.
      ...(browser !== 'firefox' && {
        minimum_chrome_version: '116',
        // Firefox needs no schema, and its linter knows no such member.
        storage: { managed_schema: 'managed-schema.json' },
      }),
      ...(browser === 'firefox' && {
        browser_specific_settings: {
          gecko: {
            id: firefoxId,
            strict_min_version: '142.0',
            data_collection_permissions: { required: [...firefoxDataCollection] },
          },
        },
      }),
    };
  },
  vite: () => ({
    build: {
      rolldownOptions: {
        optimization: { inlineConst: true },
        // No code of the extension runs while a property is read or a global is named.
        treeshake: { propertyReadSideEffects: false, unknownGlobalSideEffects: false },
      },
    },
  }),
  zip: { sourcesRoot: fileURLToPath(new URL('.output/sources', import.meta.url)) },
});
