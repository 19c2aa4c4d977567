import axe from 'axe-core';
import { expect } from 'vitest';
import type { View } from '../support/browsers/view.ts';

/** Nothing in this page that axe-core would object to, in light or in dark, one first heading, and one main part. */
export async function expectAccessible(view: View, what: string): Promise<void> {
  const landmarks = await view.evaluate(() => ({
    h1: document.querySelectorAll('h1').length,
    main: document.querySelectorAll('main, [role="main"]').length,
    language: document.documentElement.lang,
    title: document.title,
  }));
  expect(landmarks, what).toEqual({
    h1: 1,
    main: 1,
    language: expect.stringMatching(/^(en|zh-CN)$/),
    title: expect.stringContaining(' '),
  });
  for (const scheme of ['light', 'dark'] as const) {
    await view.preferScheme(scheme);
    expect(await violationsIn(view), `${what}, ${scheme}`).toEqual([]);
  }
}

/** What axe-core objects to in this page, a line each. */
export function violationsIn(view: View): Promise<string[]> {
  return view.evaluate(findViolations);
}

/** Made of axe-core's text, so that the driver brings it in past the page's content security policy. */
const findViolations = new Function(`${axe.source};
  return window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => id + ' at ' + html + ': ' + failureSummary)));
`) as () => Promise<string[]>;
