import type { Browser } from 'puppeteer-core';

/** The private API of chrome://extensions. */
interface DeveloperPrivate {
  updateExtensionConfiguration(update: { extensionId: string; hostAccess: string }): Promise<void>;
  addHostPermission(extensionId: string, pattern: string): Promise<void>;
  removeHostPermission(extensionId: string, pattern: string): Promise<void>;
}

declare const chrome: { developerPrivate: DeveloperPrivate };

/** Grants or revokes a host permission like the extension's page in the browser's settings. */
export async function setHost(
  browser: Browser,
  extensionId: string,
  pattern: string,
  granted: boolean,
): Promise<void> {
  const manager = await browser.newPage();
  try {
    await manager.goto('chrome://extensions');
    await manager.evaluate(
      async (id, host, grant) => {
        const { developerPrivate } = chrome;
        if (grant) {
          await developerPrivate.addHostPermission(id, host);
          return;
        }
        await developerPrivate.updateExtensionConfiguration({
          extensionId: id,
          hostAccess: 'ON_SPECIFIC_SITES',
        });
        // The call above revokes hosts granted at install; then there is nothing to remove.
        await developerPrivate.removeHostPermission(id, host).catch(() => undefined);
      },
      extensionId,
      pattern,
      granted,
    );
  } finally {
    await manager.close();
  }
}
