const CONTROLS = 'button, input, select, a[href]';

/** The control that its surroundings suggest most. */
const PRIMARY = '.strong';

/**
 * Keeps the keyboard focus on a control inside `root`. A browser moves the focus to the page when the focused element
 * is removed: the user of a keyboard or a screen reader then starts over at the top. The focus goes to the primary
 * control beside the removed element, or else to the nearest one that follows it.
 */
export function keepFocus(root: HTMLElement): void {
  let focused: Element | null = null;
  let ancestors: Element[] = [];

  root.addEventListener('focusin', ({ target }) => {
    focused = target as Element;
    ancestors = ancestorsOf(focused);
  });
  // Fires for a removed element too, in some browsers. One that is still there was left by the user.
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
  let place: Element | undefined;
  for (const ancestor of ancestors.filter(({ isConnected }) => isConnected)) {
    const controls = [...ancestor.querySelectorAll<HTMLElement>(CONTROLS)];
    const after = controls.filter((control) => !place || follows(control, place));
    const [found] = [
      ...after.filter(isPrimary),
      ...after,
      ...controls.filter(isPrimary),
      ...controls,
    ];
    if (found) return found;
    place = ancestor;
  }
  return undefined;
}

function follows(control: Element, place: Element): boolean {
  return (place.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
}

function isPrimary(control: Element): boolean {
  return control.matches(PRIMARY);
}
