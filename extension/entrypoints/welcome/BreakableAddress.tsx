import { Fragment } from 'react';

/** A text whose addresses break before their port rather than inside it. */
export function BreakableAddress({ children }: { children: string }) {
  return children.split(/(?=:\d)/u).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other key.
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
