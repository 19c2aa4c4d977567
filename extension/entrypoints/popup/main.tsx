import '../../look/theme.css';
import '../../popup/popup.css';
import '../../popup/card.css';
import '../../history/history.css';
import { show } from '../../look/show.tsx';
import { Popup } from '../../popup/Popup.tsx';
import { readStored } from '../../popup/stored.ts';

show('extensionName', readStored, (first) => <Popup first={first} />);
