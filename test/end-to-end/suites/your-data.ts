import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type TestContext } from 'vitest';
import { chooseFile } from '../../support/browsers/choose-file.ts';
import type { View } from '../../support/browsers/view.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { until } from '../../support/waiting/until.ts';
import { expectAccessible } from '../axe.ts';
import { expectTidy } from '../layout.ts';
import { storedHistory } from '../stored-account.ts';
import { openWithNewSession, suite } from '../suite.ts';

/** Lets the page download into a new folder. The result waits for a file there, and returns its path. */
async function downloadsOf({ page }: View, context: TestContext) {
  const folder = emptyFolder(context);
  const session = await page.createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  return async (name: RegExp) => {
    const find = () => readdirSync(folder).find((file) => name.test(file));
    return join(folder, await until(`a download ${name}`, find));
  };
}

/** Runs in one browser, because the page is the same in the other. */
export const yourData = suite('the data of the user', ['chromium'], (test) => {
  test('leaves the browser as files, and the settings come back', async (env, context) => {
    const { account } = await openWithNewSession(env);
    await storedHistory(env);
    const options = await env.browser.openOptionsPage();
    const download = await downloadsOf(options, context);

    await options.click('button', t('actionExportHistory'));
    const history = await download(/^balance-history-.*\.csv$/u);
    expect(history).toContain(`-${account.username}-localhost-8787-`);
    expect(readFileSync(history, 'utf8')).toMatch(
      /^Date,Time,Balance,Used\r\n\d{4}-\d\d-\d\d,\d\d:\d\d,750,\r\n$/u,
    );

    await options.click('button', t('actionExportSettings'));
    const settings = await download(/^balance-companion-settings-.*\.json$/u);
    const file = JSON.parse(readFileSync(settings, 'utf8'));
    expect(JSON.stringify(file)).not.toMatch(new RegExp(`750|${account.username}`, 'u'));
    file.preferences.minutes = 60;
    file.accounts[0].name = 'Work';
    file.accounts[0].preferences.threshold = 700;
    const other = `http://localhost:${env.proxyPort}`;
    file.accounts.push({ address: other, name: 'Lab' });
    writeFileSync(settings, JSON.stringify(file));

    await chooseFile(options, settings);
    await expectAccessible(options, t('importAfter'));
    // The review has the focus, and is inside the section.
    expect(
      await options.evaluate(() => document.querySelector('nav [aria-current]')?.textContent),
    ).toBe(t('dataHeading'));
    for (const width of [200, 400, 1200]) {
      await options.resize(width, 800);
      await expectTidy(options, `an import, ${width} px`);
    }
    await options.click('button', t('actionApply'));
    await options.waitForText(t('confirmedImport'));
    const { local } = await env.browser.storage();
    expect(local).toMatchObject({
      preferences: { minutes: 60, threshold: 700 },
      accounts: { entries: [{ id: 0, name: 'Work' }] },
    });

    await options.click(
      'button',
      t('actionAddNamed', t('accountAtHost', 'Lab', new URL(other).host)),
    );
    await until('the address of the new account', async () =>
      Object.values((await env.browser.storage()).local).includes(other),
    );
    expect(await options.valueOf(t('fieldProxyAddress'))).toBe(other);
  });
});
