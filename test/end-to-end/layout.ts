import { expect } from 'vitest';
import type { View } from '../support/browsers/view.ts';

/**
 * Expects a page without horizontal scrolling and cut-off content, with every button of the popup visible, unless a
 * menu is open. Then the menu fits the window.
 */
export async function expectUsable(view: View, state: string): Promise<void> {
  expect(await view.evaluate(findLayoutErrors), state).toEqual([]);
}

/** Describes each layout error in one line. Runs in the page. */
function findLayoutErrors(): string[] {
  const { documentElement: page } = document;
  const errors: string[] = [];
  const excess = page.scrollWidth - page.clientWidth;
  if (excess > 0) errors.push(`The page is ${excess} px wider than the window.`);
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    if (element.closest('.visually-hidden, svg')) continue;
    const { left, right } = element.getBoundingClientRect();
    const name = `${element.localName}.${element.className}`;
    if (left < -0.5 || right > page.clientWidth + 0.5) {
      errors.push(`${name} reaches from ${left} to ${right}.`);
    }
    const { overflow, overflowY } = getComputedStyle(element);
    if (overflow === 'visible') continue;
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
    if (element.localName === 'input' || element.localName === 'select') continue;
    const isCutOff = scrollHeight > clientHeight + 1 && overflowY !== 'auto';
    if (scrollWidth > clientWidth + 1 || isCutOff) {
      errors.push(
        `${name} shows ${clientWidth} by ${clientHeight} of ${scrollWidth} by ${scrollHeight} px.`,
      );
    }
  }
  const menu = document.querySelector('[role="menu"]');
  const { height = 0 } = menu?.getBoundingClientRect() ?? {};
  if (height > innerHeight) errors.push(`The menu is ${height} px high in ${innerHeight}.`);
  const covered = menu ? [] : document.querySelectorAll('.buttons button');
  for (const button of covered) {
    const { left, right, top, bottom } = button.getBoundingClientRect();
    const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    const isWhole = top >= 0 && bottom <= innerHeight;
    if (!isWhole || !button.contains(seen)) {
      errors.push(`${button.textContent} is not in sight: ${top} to ${bottom} of ${innerHeight}.`);
    }
  }
  for (const icon of document.querySelectorAll('button .icon, .message .icon')) {
    const text = icon.parentElement as Element;
    const line = Number.parseFloat(getComputedStyle(text).lineHeight);
    const { width } = icon.getBoundingClientRect();
    if (width < line * 0.9) errors.push(`An icon of ${width} px in lines of ${line} px.`);
  }
  return errors;
}
