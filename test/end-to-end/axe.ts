import axe from 'axe-core';
import { expect } from 'vitest';
import type { View } from '../support/browsers/view.ts';

/**
 * Waits until the page shows `text`. Then expects no axe-core violation in light and dark, exactly one `h1` and
 * one `main`, a language and a title.
 */
export async function expectAccessible(view: View, text: string): Promise<void> {
  await view.waitForText(text);
  const landmarks = await view.evaluate(() => ({
    h1: document.querySelectorAll('h1').length,
    main: document.querySelectorAll('main, [role="main"]').length,
    language: document.documentElement.lang,
    title: document.title,
  }));
  expect(landmarks, text).toEqual({
    h1: 1,
    main: 1,
    language: expect.stringMatching(/^(en|zh-CN)$/),
    title: expect.stringMatching(/\S{4}/u),
  });
  for (const scheme of ['light', 'dark'] as const) {
    await view.preferScheme(scheme);
    expect(await view.evaluate(findViolations), `${text}, ${scheme}`).toEqual([]);
  }
}

/** Lists axe-core's violations. Includes axe-core's source, because the page's CSP admits no other script. */
const findViolations = new Function(`${axe.source};
  return window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ' at ' + html + ': ' + failureSummary)));
`) as () => Promise<string[]>;
