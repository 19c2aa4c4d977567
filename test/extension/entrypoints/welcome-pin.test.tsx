import { expect, test } from 'vitest';
import { PinStep } from '../../../extension/entrypoints/welcome/PinStep.tsx';
import { setUpEnvironment } from '../../support/extension/background-environment.ts';
import { resetBrowser } from '../../support/extension/browser.ts';
import { rendered } from './rendered.ts';

setUpEnvironment();

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0', 'Pin to Toolbar'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0', 'the eye beside'],
  ['Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36', 'the pin beside'],
])('explains how to pin the button in %s', (userAgent, text) => {
  expect(rendered(<PinStep progress="now" userAgent={userAgent} />).text).toContain(text);
});

test.each([
  ['en', ['piece', 'pin']],
  ['zh_CN', ['图标 ，', '图钉 。']],
] as const)('an icon stays on the line of the words around it: %s', (language, unbroken) => {
  resetBrowser(language);
  const { all } = rendered(<PinStep progress="later" userAgent="Chrome/140.0.0.0" />);
  const parts = all(/<span class="unbroken">(.*?)<\/span>/gsu);
  expect(parts).toEqual(unbroken);
});
