import type { ComponentProps } from 'react';
import { Icon } from '../../components/icons.tsx';

/** Says why there is no chart. */
export function UsageNote({
  icon,
  children,
}: {
  icon: ComponentProps<typeof Icon>['name'];
  children: string;
}) {
  return (
    <p className="usage-note">
      <Icon name={icon} />
      {children}
    </p>
  );
}
