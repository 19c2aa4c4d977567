import '../../components/theme.css';
import './popup.css';
import './card.css';
import './history.css';
import { show } from '../../components/render-page.tsx';
import { Popup } from './Popup.tsx';
import { readStored } from './stored-items.ts';

show('extensionName', readStored, (first) => <Popup first={first} />);
