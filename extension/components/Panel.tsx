import { createContext, type ReactNode, useContext, useState } from 'react';

const PanelHeading = createContext<'h2' | 'h3'>('h2');

/** The id of the last change in the panel, `null` if there was none, and a function that sets it. */
export const LastChange = createContext<readonly [string | null, (id: string) => void]>([
  null,
  () => undefined,
]);

/** A section with a heading, which has the id `${id}-heading` and takes the focus when a link leads to it. */
export function Panel({
  id,
  heading,
  children,
}: {
  id: string;
  heading: string;
  children: ReactNode;
}) {
  const Heading = useContext(PanelHeading);
  const lastChange = useState<string | null>(null);
  return (
    <section className="panel" aria-labelledby={`${id}-heading`}>
      <Heading id={`${id}-heading`} tabIndex={-1}>
        {heading}
      </Heading>
      <LastChange value={lastChange}>{children}</LastChange>
    </section>
  );
}

/**
 * Panels that belong together. With a `heading`, which has the id `${id}-heading`, those of the panels are one
 * level below it.
 */
export function PanelGroup({
  id,
  heading,
  children,
}: {
  id: string;
  heading: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className="group" aria-labelledby={heading ? `${id}-heading` : undefined}>
      {heading}
      <PanelHeading value={heading ? 'h3' : 'h2'}>{children}</PanelHeading>
    </section>
  );
}
