import { expect } from 'vitest';
import type { View } from '../support/browsers/view.ts';

/** The highest blank area between two elements, in CSS pixels. */
export const MAX_BLANK = 48;

/**
 * Expects a page without horizontal scrolling and cut-off content, with every button of the popup visible, unless a
 * menu is open. Then the menu fits the window.
 */
export async function expectUsable(view: View, state: string): Promise<void> {
  expect(await view.evaluate(findLayoutErrors), state).toEqual([]);
}

/**
 * Expects a page that is usable, and on which no text or control covers another one or leaves its panel, and no
 * blank area inside `main` is higher than {@link MAX_BLANK}.
 */
export async function expectTidy(view: View, state: string): Promise<void> {
  await expectUsable(view, state);
  expect((await view.evaluate(findCollisions)).join('\n'), state).toBe('');
  expect(await view.evaluate(measureBlank, 'main'), state).toBeLessThanOrEqual(MAX_BLANK);
}

/**
 * The highest blank area between two elements inside `container`, a selector. It ends at the edge of a panel. Runs
 * in the page.
 */
export function measureBlank(container: string): number {
  const hasText = (element: Element) =>
    [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent);
  const boxes = [...document.querySelectorAll(`${container} *`)]
    .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden'))
    .filter((element) => hasText(element) || element.matches('svg, button, input, select'))
    .map((element) => element.getBoundingClientRect())
    .filter(({ height }) => height > 0)
    .map(({ top, bottom }) => ({ top, bottom }));
  for (const panel of document.querySelectorAll('.panel, .now > .step-content')) {
    const { top, bottom } = panel.getBoundingClientRect();
    boxes.push({ top, bottom: top }, { top: bottom, bottom });
  }
  boxes.sort((a, b) => a.top - b.top);
  let blank = 0;
  let end = container === 'main' ? (boxes[0]?.top ?? 0) : 0;
  for (const { top, bottom } of boxes) {
    blank = Math.max(blank, top - end);
    end = Math.max(end, bottom);
  }
  return blank;
}

/** Names texts and controls that cover each other or leave their panel, each pair in one line. Runs in the page. */
function findCollisions(): string[] {
  // The boxes of fonts are higher than lines of 1.2 or 1.3.
  const MAX_OVERLAP = 6;
  const parts = [...document.querySelectorAll<HTMLElement>('#root *')].flatMap((element) => {
    const isControl = element.matches('button, input, select, summary');
    const ownText = [...element.childNodes].find(({ nodeType }) => nodeType === 3);
    if (!element.checkVisibility() || element.closest('.visually-hidden')) return [];
    if (!isControl && (!ownText || element.closest('button, select, summary'))) return [];
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, right, top, bottom } = (isControl ? element : range).getBoundingClientRect();
    const outer = element.getBoundingClientRect();
    // A text with an ellipsis ends where its element does.
    const box = { left, right: Math.min(right, outer.right), top, bottom };
    const name = `${element.localName} "${element.id || element.textContent?.slice(0, 40)}"`;
    return right > left && bottom > top ? [{ element, box, name }] : [];
  });
  const errors: string[] = [];
  for (const [index, { element, box, name }] of parts.entries()) {
    const panel = element.closest('.panel, .now > .step-content')?.getBoundingClientRect();
    if (panel && (box.left < panel.left || box.right > panel.right || box.bottom > panel.bottom)) {
      errors.push(`${name} leaves its panel.`);
    }
    for (const other of parts.slice(index + 1)) {
      if (element.contains(other.element)) continue;
      const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (width > 1 && height > MAX_OVERLAP)
        errors.push(`${name} and ${other.name} cover each other.`);
    }
  }
  return errors;
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
    const { overflow, overflowY, textOverflow } = getComputedStyle(element);
    if (overflow === 'visible') continue;
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
    if (element.localName === 'input' || element.localName === 'select') continue;
    const isCutOff = scrollHeight > clientHeight + 1 && overflowY !== 'auto';
    const isShortened = textOverflow === 'ellipsis' && element.closest('[title]') !== null;
    if ((scrollWidth > clientWidth + 1 || isCutOff) && !isShortened) {
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
