import '../../look/theme.css';
import '../../look/page.css';
import '../../settings/settings.css';
import { show } from '../../look/show.tsx';
import { Settings } from '../../settings/Settings.tsx';
import { readSettings } from '../../settings/stored.ts';

show('settingsTitle', readSettings, (first) => <Settings first={first} />);
