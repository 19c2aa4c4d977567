import { t } from '../i18n/t.ts';
import { Mark } from './icons.tsx';

/** The header of the pages that open in a tab. */
export function BrandHeader() {
  return (
    <header className="brand">
      <Mark />
      <p>{t('extensionName')}</p>
    </header>
  );
}
