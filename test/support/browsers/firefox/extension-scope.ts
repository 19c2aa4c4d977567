import { until } from '../../waiting/until.ts';
import type { Size } from '../engine.ts';
import type { ChromeScope } from './chrome-scope.ts';

const EXTENSION = 'const { extension } = WebExtensionPolicy.getByID(id);';

const ACTION = `const { ExtensionParent } = ChromeUtils.importESModule('resource://gre/modules/ExtensionParent.sys.mjs');
const action = ExtensionParent.apiManager.global.browserActionFor(extension);`;

/** Waits until Firefox has installed the extension. */
export async function installed(scope: ChromeScope, id: string): Promise<void> {
  await until('the extension to be installed', () =>
    scope.run<boolean>('return Boolean(WebExtensionPolicy.getByID(id));', { id }),
  );
}

/** Stops the event page like Firefox does when it is idle. */
export async function stopEventPage(scope: ChromeScope, id: string): Promise<void> {
  // A message in flight may start it again.
  await until('the event page to stop', () =>
    scope.run(
      `${EXTENSION} await extension.terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true });
      return extension.backgroundState !== 'running';`,
      { id },
    ),
  );
}

/** Grants or revokes a host permission like the extension's page in about:addons. */
export async function setHost(
  scope: ChromeScope,
  id: string,
  pattern: string,
  granted: boolean,
): Promise<void> {
  await scope.run(
    `${EXTENSION}
    const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
    const permissions = { permissions: [], origins: [pattern], data_collection: [] };
    await ExtensionPermissions[change](id, permissions, extension);`,
    { id, pattern, change: granted ? 'add' : 'remove' },
  );
}

/** Moves the extension's button from the extensions menu to the toolbar. */
export async function pinButton(scope: ChromeScope, id: string): Promise<void> {
  await scope.run(
    `${EXTENSION} ${ACTION} CustomizableUI.addWidgetToArea(action.widget.id, 'nav-bar');`,
    { id },
  );
}

/** Opens the popup of the toolbar button, measures it, and closes it. */
export function measurePopup(scope: ChromeScope, id: string): Promise<Size> {
  return scope.run(
    `${EXTENSION}
    ${ACTION}
    const until = async (what, look) => {
      for (let tries = 0; tries < 400; tries++) {
        const found = look();
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error('Waited in vain for ' + what);
    };
    window.focus();
    await until('the window to have the focus', () => Services.focus.activeWindow === window);
    await action.openPopup(window, true);
    const popups = () => [...extension.views].filter((view) => view.viewType === 'popup');
    let last = '';
    let same = 0;
    const browser = await until('the popup to come up and keep its size', () => {
      const { xulBrowser } = popups()[0] ?? {};
      if (!xulBrowser) return null;
      const { width, height } = xulBrowser.getBoundingClientRect();
      const now = width + 'x' + height;
      same = now === last && height > 0 ? same + 1 : 0;
      last = now;
      return same > 8 && xulBrowser;
    });
    const { width, height } = browser.getBoundingClientRect();
    browser.closest('panel').hidePopup();
    await until('the popup to go', () => popups().length === 0);
    return { width, height };`,
    { id },
  );
}
