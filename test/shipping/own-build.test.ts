import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeIconFiles } from '../../extension/build/icon-files.ts';
import { ICON_SIZES } from '../../extension/build/icons.ts';
import { toolbarIconPaths } from '../../extension/domain/toolbar-icon.ts';
import {
  cloneOfHere,
  filesIn,
  linkDependencies,
  newFolder,
  removeFolders,
  run,
  shell,
  unpack,
  write,
} from './working-copy.ts';

const OWN = {
  WXT_PROXY_URL: 'https://wallet.example.com:8443',
  WXT_NAME: "Team's “Wallet” & Co",
  WXT_NAME_ZH_CN: '团队钱包',
  WXT_FIREFOX_ID: '{0c4a8f52-6f0e-4f0b-9a57-6d1f8e1d2b3c}',
  WXT_FIREFOX_DATA_COLLECTION: 'authenticationInfo, personallyIdentifyingInfo',
};

const RED = { r: 200, g: 30, b: 30 };

/** A square picture of one colour. */
async function redSquare(path: string): Promise<string> {
  const picture = sharp({ create: { width: 300, height: 300, channels: 3, background: RED } });
  await picture.png().toFile(path);
  return path;
}

describe('a build of one’s own', () => {
  let clone: string;
  let icon: string;

  beforeAll(async () => {
    clone = cloneOfHere('own build');
    linkDependencies(clone);
    icon = await redSquare(join(newFolder('pictures'), 'my icon.png'));
    // The proxy's address comes from a file: the code and the host permission must both have it from there.
    const { WXT_PROXY_URL, ...rest } = OWN;
    write(clone, { '.env': `OAUTH_CLIENT_ID=client\nWXT_PROXY_URL=${WXT_PROXY_URL}\n` });
    const env = { ...rest, WXT_ICON: icon };
    await shell(clone, 'npx wxt zip -b chrome && npx wxt zip -b firefox', env);
  }, 120_000);

  afterAll(removeFolders);

  const built = (folder: string, file: string) => {
    return readFileSync(join(clone, '.output', folder, file));
  };
  const json = (folder: string, file: string) => JSON.parse(built(folder, file).toString());

  describe.each(['chrome-mv3', 'firefox-mv3'])('in %s', (folder) => {
    test('has its name in both languages, wherever the extension names itself', () => {
      expect(json(folder, 'manifest.json').name).toBe('__MSG_extensionName__');
      const english = json(folder, '_locales/en/messages.json');
      const chinese = json(folder, '_locales/zh_CN/messages.json');
      expect(english.extensionName.message).toBe(OWN.WXT_NAME);
      expect(chinese.extensionName.message).toBe(OWN.WXT_NAME_ZH_CN);
      expect(english.welcomeTitle.placeholders.extension.content).toBe(OWN.WXT_NAME);
      expect(chinese.welcomeTitle.placeholders.extension.content).toBe(OWN.WXT_NAME_ZH_CN);
      for (const page of ['popup.html', 'options.html', 'welcome.html']) {
        expect(built(folder, page).toString()).not.toContain('Balance Companion');
      }
    });

    test('has its icon in every size', async () => {
      const { icons } = json(folder, 'manifest.json');
      expect(Object.keys(icons).map(Number)).toEqual([...ICON_SIZES]);
      for (const size of ICON_SIZES) {
        const picture = sharp(built(folder, icons[size]));
        expect(await picture.metadata()).toMatchObject({
          format: 'png',
          width: size,
          height: size,
        });
        const { dominant } = await picture.stats();
        expect(Math.abs(dominant.r - RED.r)).toBeLessThan(16);
        expect(dominant.g).toBeLessThan(64);
      }
    });

    test('has toolbar icons of its own', async () => {
      const { action } = json(folder, 'manifest.json');
      const { dominant } = await sharp(built(folder, action.default_icon[38])).stats();
      expect(Math.abs(dominant.r - RED.r)).toBeLessThan(16);
      const made = await makeIconFiles(icon);
      for (const state of ['calm', 'signed_out', 'problem'] as const) {
        for (const path of Object.values(toolbarIconPaths(state))) {
          expect(built(folder, path).equals(made.get(path) ?? Buffer.alloc(0)), path).toBe(true);
        }
      }
    });

    test('may reach the proxy that it starts with, and begins with no other', () => {
      expect(json(folder, 'manifest.json').host_permissions).toEqual([
        'https://wallet.example.com/*',
      ]);
      const code = built(folder, 'background.js').toString();
      expect(code).toContain(OWN.WXT_PROXY_URL);
      expect(code).not.toContain('http://localhost:8787');
    });

    test('says nothing of the machine that it was built on', () => {
      for (const page of ['background.js', 'popup.html', 'manifest.json']) {
        expect(built(folder, page).toString()).not.toContain('my icon');
      }
    });
  });

  test('is known to Firefox by its own id and declaration of data, and to Chrome by neither', () => {
    const { gecko } = json('firefox-mv3', 'manifest.json').browser_specific_settings;
    expect(gecko.id).toBe(OWN.WXT_FIREFOX_ID);
    expect(gecko.data_collection_permissions).toEqual({
      required: ['authenticationInfo', 'personallyIdentifyingInfo'],
    });
    expect(json('chrome-mv3', 'manifest.json').browser_specific_settings).toBeUndefined();
  });

  test('can be made again from its sources, without the settings of its name and the picture', async () => {
    const [firefox = '', sources = ''] = ['firefox', 'sources'].map((kind) => {
      return join(clone, '.output', `balance-companion-${version(clone)}-${kind}.zip`);
    });
    const review = await unpack(sources, 'review');
    linkDependencies(review);
    const instruction = readFileSync(join(review, 'BUILDING.md'), 'utf8');
    const command = /^WXT_.* npm run zip$/m.exec(instruction)?.[0] ?? '';
    expect(command).not.toMatch(/WXT_NAME|WXT_ICON/);
    await shell(review, command.replace('npm run zip', 'npx wxt zip -b firefox'));
    const again = firefox.replace(clone, review);
    expect(readFileSync(again).equals(readFileSync(firefox))).toBe(true);
    expect((await filesIn(sources)).get('BUILDING.md')?.toString()).toBe(instruction);
  });

  test('stops at settings that are wrong, with a sentence for each and nothing else', async () => {
    const { code, output } = await run(clone, 'npx wxt build -b chrome', {
      WXT_PROXY_URL: 'wallet.example.com',
      WXT_FIREFOX_ID: 'wallet',
    });
    expect(code).not.toBe(0);
    expect(output).toMatch(
      /WXT_PROXY_URL is not the address of a proxy.*https:\/\/wallet\.example/,
    );
    expect(output).toMatch(/WXT_FIREFOX_ID is not the id of an add-on/);
    expect(output).not.toMatch(/^\s+at /m);
  });

  test('stops at a picture that cannot be its icon, before it builds', async () => {
    const folder = join(clone, '.output/edge-mv3');
    const { code, output } = await run(clone, 'npx wxt build -b edge', {
      WXT_ICON: 'LICENSE',
    });
    expect(code).not.toBe(0);
    expect(output).toContain('WXT_ICON is not a picture: LICENSE.');
    expect(output).not.toMatch(/^\s+at /m);
    expect(existsSync(join(folder, 'manifest.json'))).toBe(false);
  });
});

function version(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
