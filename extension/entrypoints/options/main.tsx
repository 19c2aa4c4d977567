import '../../components/theme.css';
import '../../components/page.css';
import './options.css';
import { show } from '../../components/render-page.tsx';
import { Settings } from './Options.tsx';
import { readSettings } from './stored-items.ts';

show('settingsTitle', readSettings, (first) => <Settings first={first} />);
