const CONTROLS = 'button, input, select, a[href]';
const PRIMARY = '.primary';

/**
 * Keeps the keyboard focus on a control inside `root`. When the focused element is removed, browsers move the focus
 * to the page, and users of a keyboard or a screen reader start over at the top. This moves it to the primary
 * control beside the removed element, or else to the nearest control after it or before it.
 */
export function keepFocus(root: HTMLElement): void {
  let focused: Element | null = null;
  let ancestors: Element[] = [];

  root.addEventListener('focusin', ({ target }) => {
    focused = target as Element;
    ancestors = ancestorsOf(focused);
  });
  // Some browsers also fire this for a removed element. If the element is still there, the user has left it.
  root.addEventListener('focusout', ({ target }) => {
    queueMicrotask(() => {
      if (target === focused && focused?.isConnected && document.hasFocus()) focused = null;
    });
  });
  new MutationObserver(() => {
    if (!focused || focused.isConnected || root.contains(document.activeElement)) return;
    successor(ancestors)?.focus();
  }).observe(root, { childList: true, subtree: true });
}

function ancestorsOf(element: Element): Element[] {
  const parent = element.parentElement;
  return parent ? [parent, ...ancestorsOf(parent)] : [];
}

function successor(ancestors: readonly Element[]): HTMLElement | undefined {
  let sibling: Element | undefined;
  for (const ancestor of ancestors.filter(({ isConnected }) => isConnected)) {
    const controls = [...ancestor.querySelectorAll<HTMLElement>(CONTROLS)];
    const after = controls.filter((control) => !sibling || follows(control, sibling));
    const primary = (candidates: HTMLElement[]) => candidates.find((one) => one.matches(PRIMARY));
    const found = primary(after) ?? after[0] ?? primary(controls) ?? controls.at(-1);
    if (found) return found;
    sibling = ancestor;
  }
  return undefined;
}

function follows(control: Element, place: Element): boolean {
  return (place.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}
