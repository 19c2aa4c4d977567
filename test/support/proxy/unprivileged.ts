// Everything is loaded before the process becomes the other user, who may be unable to read the checkout.
import '../../../proxy/run.ts';
import './become-user.ts';
import '../../../proxy/start.ts';
