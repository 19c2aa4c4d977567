// Everything is loaded before the process becomes the other user, who may be unable to read the checkout.
import '../../../proxy/app.ts';
import '../../../proxy/store/open-store.ts';
import './become-user.ts';
import '../../../proxy/main.ts';
