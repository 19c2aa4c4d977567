/** The first letter of a name in a circle. Decorative: the name stands beside it. */
export function Avatar({ name }: { name: string }) {
  const [initial] = new Intl.Segmenter().segment(name.trim());
  return (
    <span className="avatar" aria-hidden="true">
      {initial?.segment.toLocaleUpperCase()}
    </span>
  );
}
