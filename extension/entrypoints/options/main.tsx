import '../../look/theme.css';
import '../../settings/settings.css';
import { show } from '../../look/show.tsx';
import { Settings } from '../../settings/Settings.tsx';
import { addressItem } from '../../storage/items.ts';

const address = await addressItem.get();
show('settingsTitle', <Settings address={address} />);
