import { useEffect, useLayoutEffect, useState } from 'react';
import { t } from '../../i18n/t.ts';

const HEADINGS = 'main :is(h2, h3)[id]';

interface Section {
  id: string;
  text: string;
  /** Whether it is part of the section before it. */
  isPart: boolean;
}

/** Links to the sections of the page, which are what has a heading. The section in sight is marked. */
export function SectionList() {
  const [sections, setSections] = useState<readonly Section[]>([]);
  const [current, setCurrent] = useState<string>();

  useLayoutEffect(() => {
    const found = readSections();
    if (JSON.stringify(found) !== JSON.stringify(sections)) setSections(found);
    setCurrent(currentSection());
  });

  useEffect(() => {
    const update = () => setCurrent(currentSection());
    const events = ['scroll', 'resize', 'focusin'] as const;
    for (const event of events) window.addEventListener(event, update);
    return () => {
      for (const event of events) window.removeEventListener(event, update);
    };
  }, []);

  return (
    <nav className="sections" aria-label={t('settingsSections')}>
      <ul>
        {sections.map(({ id, text, isPart }) => (
          <li key={id} className={isPart ? 'part' : undefined}>
            <a href={`#${id}`} aria-current={id === current ? 'location' : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function readSections(): Section[] {
  return [...document.querySelectorAll(HEADINGS)].map(({ id, textContent, localName }) => ({
    id,
    text: textContent ?? '',
    isPart: localName === 'h3',
  }));
}

/**
 * The id of the heading of the section that has the focus in sight. Otherwise it is the one at a line that moves
 * from the top of the window to its bottom while the page is scrolled, so that each section has its turn.
 */
function currentSection(): string | undefined {
  const { clientHeight, scrollHeight } = document.documentElement;
  const { activeElement } = document;
  const headings = [...document.querySelectorAll(HEADINGS)];
  const focused = headings.findLast((one) => one.closest('section')?.contains(activeElement));
  const { top, bottom } = activeElement?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  if (focused && bottom > 0 && top < clientHeight) return focused.id;
  const line = (clientHeight * window.scrollY) / Math.max(1, scrollHeight - clientHeight);
  const last = headings.findLast((heading) => heading.getBoundingClientRect().top <= line);
  return (last ?? headings[0])?.id;
}
